from django.shortcuts import render
from django.utils.translation import get_language

from trustportal.publishing.public import public
from trustportal.record.models import Version


@public
def index(request):
    """The third parties at a glance: who they are to us, what goes where, since when."""
    versions = Version.objects.public().filter(kind="vendor").titles(get_language()).with_place()
    return render(request, "sharing/index.html", {"versions": sorted(versions, key=lambda v: v.page_title.casefold())})
