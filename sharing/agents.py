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
NOT_NAMED = _(
    "It acts for us, but neither the public list of subprocessors nor its draft names it."
)
ONLY_DRAFTED = _(
    "It acts for us, but only the draft of the list of subprocessors names it. Publish "
    "both together."
)
NAMED = _(
    "The list of subprocessors or its draft names it, but its relationship here is another one."
)


def problems(vendor):
    """Yield a warning where the page of a third party and the list contradict each other."""
    public, draft = public_list(), draft_of_list()
    if vendor.relationship and (public or draft):
        is_agent = vendor.relationship == vendor.Relationship.AGENT
        sentence = contradiction(is_agent, names(public, vendor), names(draft, vendor))
        if sentence:
            yield Problem(sentence, blocks=False)


def contradiction(is_agent, is_public, is_drafted):
    """Return in a sentence what contradicts who acts for us; "" if nothing does."""
    if not is_agent:
        return NAMED if is_public or is_drafted else ""
    if is_public:
        return ""
    return ONLY_DRAFTED if is_drafted else NOT_NAMED


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
