from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trustportal.public.kinds import Figure, Kind

from .models import DataElement, Vendor


@dataclass(frozen=True)
class VendorKind(Kind):
    def figures(self, cards, on):
        vendors = len(cards)
        elements = sum(card.number("sent") + card.number("received") for card in cards)
        return [
            Figure(vendors, ngettext("third party", "third parties", vendors)),
            Figure(elements, ngettext("data element", "data elements", elements)),
        ]


VENDOR = VendorKind(
    name=Vendor.kind,
    document=Vendor,
    label=_("Third party"),
    list_label=_("Data sharing"),
    path="sharing/",
    list_template="sharing/index.html",
    related="incident",
    parts=(DataElement,),
)
