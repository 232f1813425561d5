"""The sample holds real facts, counted, with a history, in both languages, and says so."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

from sharing.models import DataElement, Vendor
from trustportal.pages.models import Statement
from trustportal.public.kinds import kinds
from trustportal.record.chain import first_fault
from trustportal.record.models import Version
from trustportal.vocabulary.models import DataCategory, DataSubject, Product

from .reading import heading, links, main, rows, tree, words

COUNTS = {
    "apple": (28, 60),
    "google": (9, 3),
    "jamf": (0, 40),
    "configuration-manager": (0, 0),
    "quorrindel": (5, 3),
}
INVENTED = ("quorrindel", "imprint", "privacy-notice")
STATEMENTS = [
    *(
        "data-security",
        "data-minimisation",
        "support-access",
        "breach-notification",
        "view-and-correct-data",
    ),
    *("imprint", "privacy-notice"),
]


def everything():
    models = (Product, DataCategory, DataSubject, Vendor, DataElement, Statement, Version)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def test_every_data_element_of_the_source_is_there(sample, stranger):
    for slug, (sent, received) in COUNTS.items():
        page = tree(stranger.get(f"/sharing/{slug}/"))
        found = [
            len(
                page.xpath(
                    f"//section[@aria-labelledby='section-{key}']//tr[starts-with(@id, 'e-')]"
                )
            )
            for key in ("sent", "received")
        ]
        assert (slug, *found) == (slug, sent, received)
        card = Version.objects.of("vendor", slug).last().data["en"]["card"]
        assert (slug, card["sent"], card["received"]) == (slug, sent, received)


def test_configuration_manager_gets_nothing_and_its_page_says_so(sample, stranger):
    page = stranger.get("/sharing/configuration-manager/")
    assert "No data is shared No data goes from the service to Configuration Manager." in main(page)
    assert (rows(page), tree(page).findall(".//table")) == ([], [])


def test_the_first_page_says_how_much_there_is_and_there_is_as_much(sample, stranger):
    vendors = [
        link
        for link in links(stranger.get("/sharing/"))
        if link.count("/") == 3 and link.startswith("/sharing/")
    ]
    elements = sum(len(rows(stranger.get(address))) for address in vendors)
    assert (len(vendors), elements) == (5, 148)
    home = main(stranger.get("/"))
    assert f"{len(vendors)} third parties" in home
    assert f"{elements} data elements" in home


def test_the_list_of_third_parties_counts_as_their_pages_do(sample, stranger):
    listed = {}
    for row in tree(stranger.get("/sharing/")).xpath("//tbody/tr"):
        slug = row.xpath("./th/a/@href")[0].split("/")[2]
        listed[slug] = [int(number) for number in re.findall(r"(\d+) element", words(row))]
    expected = {slug: [count for count in counts if count] for slug, counts in COUNTS.items()}
    assert listed == expected


def test_apple_has_the_history_that_its_source_tells(sample, stranger):
    versions = Version.objects.of("vendor", "apple").order_by("number")
    cards = [version.data["en"]["card"] for version in versions]
    assert [(card["sent"], card["received"]) for card in cards] == [
        (27, 35),
        (27, 60),
        (27, 60),
        (28, 60),
        (28, 60),
    ]
    days = ["2018-04-19", "2018-04-20", "2022-04-08", "2023-12-07"]
    assert [f"{version.published_at:%Y-%m-%d}" for version in versions][:4] == days
    assert [version.is_imported for version in versions] == [True, True, True, True, False]
    assert all("MicrosoftDocs" in version.source for version in versions[:4])
    for number, shown in enumerate((62, 87, 87, 88, 88), 1):
        page = stranger.get(f"/sharing/apple/v{number}/")
        assert (number, len(rows(page))) == (number, shown)
        assert (number, "MicrosoftDocs/" in main(page)) == (number, True)
    assert len(rows(stranger.get("/sharing/apple/?as_of=2018-04-19"))) == 62
    assert stranger.get("/sharing/apple/?as_of=2018-04-18").status_code == 404


def test_the_comparisons_of_apple_tell_what_happened(sample, stranger):
    added = main(stranger.get("/sharing/apple/compare/1..2/"))
    renamed = stranger.get("/sharing/apple/compare/2..3/")
    one_more = main(stranger.get("/sharing/apple/compare/3..4/"))
    assert "25 entries added" in added
    assert "Apple VPP Token" in words(tree(renamed))
    assert "Apple Business Manager location token" in words(tree(renamed))
    assert ("entries added" in main(renamed), "removed" in main(renamed)) == (False, False)
    assert "1 entry added" in one_more
    assert "Location Token" in one_more


def test_imei_is_found_by_filter_and_by_search(sample, stranger):
    shown = rows(stranger.get("/sharing/apple/?q=imei"))
    assert 0 < len(shown) < 10
    assert "IMEI" in " ".join(shown)
    assert "/sharing/apple/?q=IMEI" in links(stranger.get("/search/?q=IMEI"))


def test_every_text_is_in_both_languages(sample):
    seen = 0
    for model in (Vendor, DataElement, Statement, Product, DataCategory, DataSubject):
        for thing in model.objects.all():
            for field in thing._meta.concrete_fields:
                if hasattr(field, "multiline") and (text := getattr(thing, field.attname).data):
                    seen += 1
                    assert (thing, field.name, sorted(text)) == (thing, field.name, ["de", "en"])
                    # An example may be a telephone number.
                    same = text["en"] == text["de"] and field.name != "example"
                    assert not same or len(text["en"].split()) < 4, (
                        f"{thing}: {field.name} is the same in both"
                    )
    assert seen > 300
    for version in Version.objects.all():
        assert (version, sorted(version.note), sorted(version.data)) == (
            version,
            ["de", "en"],
            ["de", "en"],
        )


def test_no_german_page_needs_an_english_text(sample, stranger):
    for kind in kinds().values():
        for slug in kind.document.objects.values_list("slug", flat=True):
            page = tree(stranger.get(f"/de{kind.address(slug)}"))
            marked = page.xpath("//main//*[contains(@class, 'elsewhere')]")
            assert (kind.name, slug, marked) == (kind.name, slug, [])


def test_every_element_has_a_purpose_and_no_credential_an_example(sample):
    assert DataElement.objects.count() == 148
    assert [
        e
        for e in DataElement.objects.all()
        if not e.purpose.data.get("en") or not e.purpose.data.get("de")
    ] == []
    secrets = list(DataElement.objects.filter(is_secret=True))
    assert secrets
    assert [element for element in secrets if element.example.data] == []


def test_nothing_stands_against_publishing_the_sample_again(sample):
    for document in [*Vendor.objects.all(), *Statement.objects.all()]:
        review = document.review()
        assert (document, [problem for problem in review.problems if problem.blocks]) == (
            document,
            [],
        )
        assert (document, review.untranslated(), review.has_changes) == (document, {}, False)


@pytest.mark.parametrize(("prefix", "mark"), [("", "Sample:"), ("/de", "Muster:")])
def test_every_page_says_that_it_is_a_sample(sample, stranger, prefix, mark):
    addresses = [f"/sharing/{slug}/" for slug in COUNTS] + [
        f"/pages/{slug}/" for slug in STATEMENTS
    ]
    assert Vendor.objects.count() + Statement.objects.count() == len(addresses)
    for address in [*addresses, "/sharing/apple/v1/", "/sharing/apple/?as_of=2020-01-01"]:
        text = main(stranger.get(prefix + address))
        assert (address, mark in text) == (address, True)
        is_invented = any(slug in address for slug in INVENTED)
        names_source = "Microsoft" in text[text.index(mark) :][:160]
        assert (address, names_source) == (address, not is_invented)


def test_imprint_and_privacy_notice_are_reached_from_every_page(sample, stranger):
    for address in (
        "/",
        "/sharing/",
        "/sharing/apple/",
        "/pages/data-security/",
        "/search/",
        "/changes/",
    ):
        footer = tree(stranger.get(address)).xpath("//body/footer//a/@href")
        assert (address, {"/pages/imprint/", "/pages/privacy-notice/"} <= set(footer)) == (
            address,
            True,
        )
    assert heading(stranger.get("/de/pages/imprint/")) == "Impressum"


def test_links_inside_the_sample_lead_somewhere(sample, stranger):
    own = set()
    for slug in STATEMENTS:
        for prefix in ("", "/de"):
            page = tree(stranger.get(f"{prefix}/pages/{slug}/"))
            own |= {
                link
                for text in page.find_class("prose")
                for link in text.xpath(".//a/@href")
                if link[0] == "/"
            }
    assert len(own) > 10
    assert [link for link in own if stranger.head(link).status_code != 200] == []


def test_loading_the_sample_again_changes_nothing(sample):
    before = everything()
    call_command("load_sample")
    assert everything() == before


def test_loading_the_sample_again_keeps_what_staff_edited(sample):
    Vendor.objects.filter(slug="apple").update(name="Edited")
    call_command("load_sample")
    assert Vendor.objects.get(slug="apple").name == "Edited"


def test_the_record_of_the_sample_is_whole(sample):
    vendors, statements = (Version.objects.filter(kind=kind).count() for kind in ("vendor", "page"))
    # Four editions of Apple came before today.
    assert (vendors, statements) == (5 + 4, len(STATEMENTS))
    assert first_fault() is None


@pytest.mark.parametrize(
    "url",
    ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]", "http://trust.localhost"],
)
def test_this_machine_accepts_the_sample(sample, settings, url):
    settings.SITE_URL = url
    call_command("load_sample")
    assert Client().get("/sharing/apple/").status_code == 200
