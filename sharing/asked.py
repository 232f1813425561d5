"""The facts that staff are asked for of each third party and each data element."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from trustportal.publishing.gaps import Asked


def shares_something(vendor):
    return not vendor.shares_nothing


def needs_consent(vendor):
    return shares_something(vendor) and vendor.relationship != vendor.Relationship.AGENT


VENDOR = [
    Asked("summary", _("summary")),
    Asked("relationship", _("relationship")),
    Asked("elements", _("data elements"), when=shares_something),
    Asked("statement", _("statement that nothing is shared"), when=attrgetter("shares_nothing")),
    Asked("consent", _("what an administrator switches on"), when=needs_consent),
    Asked("contract", _("governing contract"), when=shares_something),
    Asked("how_to_stop", _("how to stop"), when=shares_something),
    Asked("how_to_delete", _("how to delete"), when=shares_something),
    Asked("source_url", _("source document")),
    Asked("checked_on", _("source checked on")),
]
ELEMENT = [
    Asked("purpose", _("purpose")),
    Asked("category", _("category"), ("category_id",)),
    Asked("necessity", _("necessity")),
    Asked("identifiability", _("identifiability")),
]
