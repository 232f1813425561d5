"""What the admin's first page says of incidents."""

from django import template

from trustportal.language.locales import today

from ..clocks import running
from ..models import AllClear, Incident

register = template.Library()


@register.inclusion_tag("admin/incidents/clocks.html")
def running_clocks(user):
    """The clocks that no report stopped, and the statement whose review is due; for those who may see incidents."""
    if not user.has_perm("incidents.view_incident"):
        return {}
    return {
        "clocks": running(Incident.objects.prefetch_related("reports")),
        "due": AllClear.objects.filter(review_again_on__lte=today()),
    }
