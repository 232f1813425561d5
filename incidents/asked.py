"""The facts that staff are asked for of an incident."""

from django.utils.translation import gettext_lazy as _

from trustportal.publishing.gaps import Asked

from .clocks import Type


def is_privacy(incident):
    return incident.type == Type.PRIVACY


def is_decided(incident):
    return incident.reportable is not None


# The content of a notice: to the authority by Art. 33(3) GDPR, to the persons by Art. 34(2).
NOTICE = [
    ("nature", _("Nature of the breach, in plain language"), _("Art. 33(3)(a), 34(2) GDPR")),
    ("subjects", _("Categories of data subjects"), _("Art. 33(3)(a) GDPR")),
    ("subjects_count", _("Approximate number of data subjects"), _("Art. 33(3)(a) GDPR")),
    ("categories", _("Categories of data"), _("Art. 33(3)(a) GDPR")),
    ("records_count", _("Approximate number of records"), _("Art. 33(3)(a) GDPR")),
    ("contact", _("Contact for more information"), _("Art. 33(3)(b), 34(2) GDPR")),
    ("consequences", _("Likely consequences"), _("Art. 33(3)(c), 34(2) GDPR")),
]
INCIDENT = [
    *(Asked(key, label, source=source, when=is_privacy) for key, label, source in NOTICE),
    Asked(
        "measures",
        _("Measures taken or proposed"),
        ("measures", "planned"),
        source=_("Art. 33(3)(d), 34(2) GDPR"),
        when=is_privacy,
    ),
    Asked("reportable", _("whether customers have to be notified")),
    Asked("decided_on", _("day of this decision"), when=is_decided),
    Asked("decided_by", _("role that made this decision"), when=is_decided),
]
