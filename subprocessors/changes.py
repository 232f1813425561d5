"""The name of a change in a column of the register, and whether it is material.

A value that is given for the first time or spelt otherwise is no material change of a column.
A material change of a running entry needs notice (GDPR Art. 28(2); EDPB Opinion 22/2024): it is
announced as a new entry that replaces the running one, or as a location or a transfer mechanism
with a start of its own. That another AI model is named alone is not material.
"""

from django.utils.translation import gettext_lazy as _

# {code: name of the change}
EVENTS = {
    "renamed": _("renamed"),
    "purpose": _("purpose changed"),
    "location": _("location changed"),
    "data": _("data changed"),
    "start": _("start changed"),
    "end": _("end changed"),
    "entity": _("legal entity changed"),
    "contact": _("contact changed"),
    "applies": _("applicability changed"),
    "transfer": _("transfer mechanism changed"),
    "checked": _("transfer mechanism checked again"),
    "ai": _("AI training changed"),
    "ai_use": _("use of AI changed"),
    "ai_models": _("AI models changed"),
    "details": _("details changed"),
}
MATERIAL = frozenset(
    ["purpose", "location", "data", "start", "entity", "applies", "transfer", "ai", "ai_use"]
)
