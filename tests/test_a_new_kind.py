"""A kind of page is one entry in settings.PAGE_KINDS.

One is added here, and found wherever kinds are listed.
"""

from dataclasses import dataclass
from importlib import reload

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test.utils import isolate_apps
from django.urls import clear_url_caches
from lxml import etree

from trustportal import urls
from trustportal.api import json_schema, openapi, schemas
from trustportal.exports.formats import FORMATS
from trustportal.public.kinds import Figure, Kind, packages
from trustportal.public.state import code_folders
from trustportal.publishing.drafts import Draft
from trustportal.publishing.models import Document
from trustportal.record.models import Version

from .reading import links, main, tree

with isolate_apps("trustportal.pages"):

    class Policy(Document):
        kind = "policy"

        class Meta(Document.Meta):
            app_label = "pages"

    class Clause(Draft):
        class Meta:
            app_label = "pages"


@dataclass(frozen=True)
class PolicyKind(Kind):
    def figures(self, cards, on):
        return [Figure(len(cards), "published policies")]


POLICY = PolicyKind(
    name=Policy.kind,
    document=Policy,
    label="Policy",
    list_label="Policies",
    path="policies/",
    parts=(Clause,),
)
VERBS = ("add", "change", "delete", "view", "publish")


@pytest.fixture
def a_new_kind(settings):
    """Lists the kind in the settings, and reads the addresses anew."""
    settings.PAGE_KINDS = [*settings.PAGE_KINDS, "tests.test_a_new_kind.POLICY"]
    modules = (json_schema, schemas, openapi, urls)
    read_anew(modules)
    yield settings.PAGE_KINDS
    settings.PAGE_KINDS = settings.PAGE_KINDS[:-1]
    read_anew(modules)


def read_anew(modules):
    for module in modules:
        reload(module)
    clear_url_caches()


@pytest.fixture
def cookies(a_new_kind, db):
    """A published policy."""
    page = {
        "authoritative": "en",
        "title": "Cookies",
        "summary": "There are none.",
        "facts": [{"key": "scope", "label": "Scope", "value": "All pages."}],
        "sections": [],
        "card": {"summary": "There are none."},
    }
    data = {language: page | {"language": language} for language in ("en", "de")}
    return Version.objects.append("policy", "cookies", data, {"en": "First published."})


def test_the_navigation_and_the_home_page_have_it_in_its_place(cookies, published_apple, stranger):
    home = tree(stranger.get("/"))
    navigation = home.xpath("//nav[@aria-label='Main']//a/@href")
    kinds = ["/subprocessors/", "/sharing/", "/incidents/", "/pages/", "/policies/"]
    assert navigation == [*kinds, "/changes/", "/search/"]
    figures = home.xpath("//div[@class='holdings']/section/h2/a/text()")
    assert figures == ["Data sharing", "Policies"]
    assert "1 published policies" in main(stranger.get("/"))


def test_its_list_and_its_pages_are_read_in_each_language(cookies, stranger):
    for prefix in ("", "/de"):
        answer = stranger.get(f"{prefix}/policies/")
        assert f"{prefix}/policies/cookies/" in links(answer)
        assert tree(answer).xpath("//nav//a[@aria-current='page']/text()") == ["Policies"]
        page = main(stranger.get(f"{prefix}/policies/cookies/"))
        assert "Policy Cookies" in page and "All pages." in page


def test_it_has_all_that_a_page_has(cookies, stranger):
    places = ["history/", "v1/", "history.json", "evidence.zip"]
    for place in [f"/{place}" for place in places] + [
        f".{format}" for format in [*FORMATS, "atom"]
    ]:
        assert (place, stranger.get(f"/policies/cookies{place}").status_code) == (place, 200)


def test_it_is_found_by_the_search_and_listed_for_programs(cookies, stranger):
    assert "Cookies Policy" in main(stranger.get("/search/?q=cookies"))
    documents = stranger.get("/documents.json?kind=policy").json()["documents"]
    assert [document["slug"] for document in documents] == ["cookies"]
    sitemap = etree.fromstring(stranger.get("/sitemap.xml").content)
    places = [element.text for element in sitemap.iter("{*}loc")]
    for path in ("/policies/", "/policies/cookies/", "/de/policies/", "/de/policies/cookies/"):
        assert f"http://localhost{path}" in places


def test_the_api_describes_it(cookies, stranger):
    described = stranger.get("/openapi.json").json()
    assert described["paths"]["/policies/{slug}.json"]["get"]["operationId"] == "getPolicy"
    assert "/policies/{slug}/history.json" in described["paths"]
    kind = described["components"]["parameters"]["kind"]["schema"]
    assert kind["enum"][-1] == "policy"


def test_roles_may_edit_and_publish_it(a_new_kind, db):
    for model in (Policy, Clause):
        content_type = ContentType.objects.get_for_model(model)
        for verb in VERBS:
            codename = f"{verb}_{model._meta.model_name}"
            Permission.objects.create(content_type=content_type, codename=codename, name=codename)
    call_command("setup_roles", verbosity=0)
    assert granted("Editors") == {f"{verb}_{name}" for verb in VERBS[:4] for name in NAMES}
    assert granted("Publishers") - granted("Editors") == {"publish_policy"}
    assert granted("Legal") == {"view_policy", "view_clause"}


NAMES = ("policy", "clause")


def granted(group):
    permissions = Group.objects.get(name=group).permissions
    return set(permissions.filter(content_type__model__in=NAMES).values_list("codename", flat=True))


def test_the_cache_looks_at_its_code_and_imports_are_held_to_their_floor(a_new_kind):
    assert "tests" in code_folders()
    assert packages()[-1] == "tests"
