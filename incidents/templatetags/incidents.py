"""What the admin's first page shows of incidents."""

from django import template

from trustportal.language.locales import today

from ..clocks import running
from ..models import AllClear, Incident

register = template.Library()


@register.inclusion_tag("admin/incidents/clocks.html")
def running_clocks(user):
    """Return the running clocks, and the statement if its review is due.

    Users without the permission to view incidents get nothing.
    """
    if not user.has_perm("incidents.view_incident"):
        return {}
    return {
        "clocks": running(Incident.objects.prefetch_related("reports")),
        "due": AllClear.objects.filter(review_again_on__lte=today()),
    }
