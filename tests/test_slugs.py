"""Whatever has a slug gets one of its name, in any script, and two of one name get two."""

import pytest
from django.urls import reverse

from sharing.models import Vendor
from subprocessors.models import Subprocessor
from trustportal.pages.models import Statement
from trustportal.vocabulary.models import (
    DataCategory,
    DataSubject,
    Product,
    ProductEdition,
    SubprocessorGroup,
    TransferLaw,
    TransferMechanism,
)

from .browsing import opened, text_of
from .test_concurrency import at_once, shared_database  # noqa: F401 (a fixture)

AT_ONCE = 6
NAMED = {Subprocessor: "name", Vendor: "name", Statement: "title_0"}
WORDS = [
    *(DataCategory, DataSubject, Product, ProductEdition, SubprocessorGroup),
    *(TransferLaw, TransferMechanism),
]
NAMED |= dict.fromkeys(WORDS, "label_0")
EACH = pytest.mark.parametrize("model", NAMED, ids=lambda model: model._meta.model_name)
NAMES = {
    "포트원(주)": "poteuwonju",
    "株式会社": "zhushihuishe",
    "Яндекс": "yandeks",
    "شركة": "shrkh",
    "Größe & Söhne": "grosse-sohne",
    "!!!": "subprocessor",
    "x" * 80: "x" * 50,
}


def add_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def send(browser, model, **typed):
    form = {key: value for key, value in opened(browser, add_of(model), "seen").items() if value}
    return browser.post(add_of(model), form | typed)


@pytest.fixture
def everybody(client_of, django_user_model):
    """The browser of somebody who may do everything."""
    return client_of(django_user_model.objects.create_superuser("root", password="a long password"))


@pytest.mark.parametrize(("name", "slug"), NAMES.items())
def test_a_name_in_any_script_gives_a_slug(db, name, slug):
    made = [Subprocessor.objects.create(name=name).slug for _number in range(2)]
    assert made == [slug, f"{slug[:48]}-2"]


@EACH
def test_an_empty_slug_is_accepted_and_filled_in_each_form(everybody, model):
    for _number in range(2):
        answer = send(everybody, model, **{NAMED[model]: "포트원(주)"})
        assert answer.status_code == 302, text_of(answer)
    assert sorted(model.objects.values_list("slug", flat=True)) == ["poteuwonju", "poteuwonju-2"]


@pytest.mark.parametrize("model", [Subprocessor, Vendor])
def test_a_slug_that_the_script_made_may_be_taken(everybody, model):
    """The script of the admin fills in the same slug for the second one of a name."""
    for _number in range(2):
        answer = send(everybody, model, name="Lakeside Mail", slug="lakeside-mail")
        assert answer.status_code == 302, text_of(answer)
    made = sorted(model.objects.values_list("slug", flat=True))
    assert made == ["lakeside-mail", "lakeside-mail-2"]


def test_a_slug_that_somebody_typed_is_kept_or_refused(everybody):
    assert send(everybody, Subprocessor, name="Birch", slug="wood").status_code == 302
    answer = send(everybody, Subprocessor, name="Beech", slug="wood")
    assert "Subprocessor with this Slug already exists." in text_of(answer)
    assert list(Subprocessor.objects.values_list("name", "slug")) == [("Birch", "wood")]


def test_the_slug_of_a_text_in_several_languages_is_of_the_authoritative_one(db):
    product = Product.objects.create(label={"en": "Mail", "de": "Post"})
    assert product.slug == "mail"


def test_saves_at_once_of_one_name_get_a_slug_each(shared_database):  # noqa: F811
    def create():
        return Subprocessor.objects.create(name="Birch").slug

    results = at_once(*[create] * AT_ONCE)
    assert sorted(map(str, results)) == ["birch", *(f"birch-{n}" for n in range(2, AT_ONCE + 1))]


def test_forms_sent_at_once_with_one_slug_are_saved_once_and_refused_in_words(
    shared_database,  # noqa: F811
    client_of,
    django_user_model,
):
    root = django_user_model.objects.create_superuser("root", password="a long password")

    def deed():
        browser = client_of(root)
        form = {"name": "Birch", "slug": "wood", "seen": "0"}
        for part in ("locations", "transfers"):
            form |= {f"{part}-TOTAL_FORMS": "0", f"{part}-INITIAL_FORMS": "0"}
        return lambda: browser.post(add_of(Subprocessor), form)

    answers = at_once(*[deed() for _number in range(4)])
    assert sorted(getattr(answer, "status_code", answer) for answer in answers) == [
        *(200, 200, 200, 302),
    ]
    refused = [text_of(answer) for answer in answers if answer.status_code == 200]
    assert all("Subprocessor with this Slug already exists." in text for text in refused)
