"""Whether the list of subprocessors names who acts for us: two pages that must not contradict."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import today
from trustportal.public.kinds import kinds
from trustportal.publishing.models import Problem
from trustportal.record.models import Version
from trustportal.record.reader import Page
from trustportal.record.search import folded

LIST = "register"  # the kind; its app is not imported, its pages say all that is needed


def problems(vendor):
    """Yield a warning where the page of a third party and the list contradict each other."""
    public, draft = public_list(), draft_of_list()
    if not vendor.relationship or not (public or draft):
        return
    is_agent = vendor.relationship == vendor.Relationship.AGENT
    is_public, is_drafted = names(public, vendor), names(draft, vendor)
    sentence = ""
    if is_agent and not is_public and not is_drafted:
        sentence = _(
            "It acts for us, but neither the public list of subprocessors nor its draft names it."
        )
    elif is_agent and not is_public:
        sentence = _(
            "It acts for us, but only the draft of the list of subprocessors names it. Publish "
            "both together."
        )
    elif not is_agent and (is_public or is_drafted):
        sentence = _(
            "The list of subprocessors or its draft names it, but its relationship here is another "
            "one."
        )
    if sentence:
        yield Problem(sentence, blocks=False)


def public_list() -> Page:
    version = Version.objects.public().filter(kind=LIST).first()
    return version.page(settings.LANGUAGE_CODE) if version else Page({})


def draft_of_list() -> Page:
    kind = kinds().get(LIST)
    draft = kind.document.objects.first() if kind else None
    return Page(draft.as_data(settings.LANGUAGE_CODE)) if draft else Page({})


def names(page, vendor):
    """Return whether an entry of the list that has not ended has the name or slug of a vendor."""
    wanted = {folded(vendor.name), folded(vendor.slug)}
    for row in page.rows:
        called = [row.value("slug"), row.name, row.text("legal_name"), *row.texts("former_names")]
        has_ended = row.code("ends") and row.code("ends") < today().isoformat()
        if not has_ended and wanted & set(map(folded, called)):
            return True
    return False
