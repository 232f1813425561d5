"""Checks before a third party's page is published."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import today
from trustportal.publishing.models import Problem

SOURCE_GOOD_FOR = timedelta(days=365)


def of_vendor(vendor):
    elements = list(vendor.elements.all())
    for element in elements:
        yield from of_element(element)
    if not vendor.summary:
        yield Problem(_("The summary is empty."))
    if vendor.shares_nothing:
        yield from of_nothing(vendor, elements)
    else:
        yield from of_something(vendor, elements)
    if not vendor.source_url:
        yield Problem(_("No source document is named."), blocks=False)
    if not vendor.checked_on or vendor.checked_on < today() - SOURCE_GOOD_FOR:
        yield Problem(_("The source was not checked within the last year."), blocks=False)


def of_element(element):
    if not element.purpose:
        yield Problem(_("%s: the purpose is empty.") % element, about=element)
    if element.is_secret and element.example:
        sentence = _("%s: an example is given for a credential.")
        yield Problem(sentence % element, about=element)


def of_nothing(vendor, elements):
    if elements:
        yield Problem(_("“No data is shared” is set, but data elements are listed."))
    if not vendor.statement:
        yield Problem(_("“No data is shared” is set without a statement that says so."))


def of_something(vendor, elements):
    if not elements:
        yield Problem(_("No data element is listed, and “no data is shared” is not set."))
    if vendor.relationship != vendor.Relationship.AGENT and not vendor.consent:
        sentence = _("It is not said what an administrator switches on for data to flow.")
        yield Problem(sentence, blocks=False)
