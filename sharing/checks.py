"""Checks before a third party's page is published."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import today
from trustportal.publishing.models import Problem

SOURCE_GOOD_FOR = timedelta(days=365)


def of_vendor(vendor):
    elements = list(vendor.elements.all())
    for element in elements:
        if element.is_secret and element.example:
            sentence = _("%s: an example is given for a credential.")
            yield Problem(sentence % element, about=element)
    if vendor.shares_nothing and elements:
        yield Problem(_("“No data is shared” is set, but data elements are listed."))
    if vendor.checked_on and vendor.checked_on < today() - SOURCE_GOOD_FOR:
        yield Problem(_("The source was not checked within the last year."), blocks=False)
