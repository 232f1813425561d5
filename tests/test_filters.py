"""Long tables are filtered through the address: a view can be sent on and needs no script."""

import pytest

from trustportal.vocabulary.models import DataCategory

from .conftest import NOTE, add_element
from .reading import main, rows, tree, words

ALL = ["serial_number", "Größe", "push_token", "email", "IMEI"]


@pytest.fixture
def long_table(apple, device_data):
    """Five elements: two services, two directions, two categories, one that isn't personal."""
    contact = DataCategory.objects.create(
        slug="contact", label={"en": "Contact data", "de": "Kontaktdaten"}
    )
    add_element(apple, device_data, "push_token", order=3, service="VPP", message="Invitation")
    add_element(apple, contact, "email", order=4, service="VPP", example={"en": "jo@example.com"})
    apple.publish(note=NOTE)
    return apple


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ALL),
        ("q=", ALL),
        ("q=%20%20", ALL),
        ("q=imei", ["IMEI"]),
        ("q=IMEI", ["IMEI"]),
        ("q=GRÖSSE", ["Größe"]),
        ("q=größe", ["Größe"]),
        ("q=Gro%CC%88%C3%9Fe", ["Größe"]),  # o and its dots written as two characters
        ("q=why+push", ["push_token"]),  # every word, in any order and column
        ("q=jo@example.com", ["email"]),
        ("q=contact", ["email"]),
        ("q=invitation", ["push_token"]),
        ("service=VPP", ["push_token", "email"]),
        ("direction=received", ["IMEI"]),
        ("category=contact", ["email"]),
        ("personal=yes", ["serial_number", "push_token", "email", "IMEI"]),
        ("service=VPP&category=device-identifier", ["push_token"]),
        ("service=VPP&q=email", ["email"]),
        ("service=VPP&direction=received", []),
        ("q=nowhere", []),
        ("service=unknown", []),
        ("service=vpp", []),
        ("category=Contact+data", []),
        ("unknown=filter", ALL),
    ],
)
def test_the_address_decides_which_rows_are_shown(long_table, stranger, query, shown):
    page = stranger.get(f"/sharing/apple/?{query}")
    assert (page.status_code, rows(page)) == (200, shown)
    assert f"{len(shown)} of 5 shown" in main(page)


def test_rows_that_do_not_match_stay_in_the_page_for_the_script(long_table, stranger):
    page = tree(stranger.get("/sharing/apple/?q=imei"))
    assert len(page.xpath("//tr[starts-with(@id, 'e-')]")) == 5
    assert len(page.xpath("//tr[starts-with(@id, 'e-')][@hidden]")) == 4


def test_a_section_in_which_nothing_matches_says_so_and_hides_its_table(long_table, stranger):
    page = tree(stranger.get("/sharing/apple/?q=imei"))
    hidden = {
        words(section.find("h2")).split()[0:2][-1]: (
            section.xpath(".//p[contains(., 'Nothing here matches')]")[0].get("hidden") is None,
            section.xpath(".//table")[0].getparent().get("hidden") is None,
        )
        for section in page.xpath("//section[starts-with(@aria-labelledby, 'section-')]")
    }
    assert hidden == {"we": (True, False), "Apple": (False, True)}


def test_choices_name_how_many_rows_each_has(long_table, stranger):
    page = tree(stranger.get("/sharing/apple/"))
    choices = {
        name: [words(option) for option in page.xpath(f"//select[@name='{name}']/option")]
        for name in ("direction", "service", "category")
    }
    assert choices == {
        "direction": ["All", "Sent (4)", "Received (1)"],
        "service": ["All", "APNs (3)", "VPP (2)"],
        "category": ["All", "Device identifiers (4)", "Contact data (1)"],
    }
    assert words(page.xpath("//label[input/@name='personal']")[0]) == "Personal data only (4)"


def test_the_form_keeps_what_was_asked(long_table, stranger):
    page = tree(stranger.get("/sharing/apple/?q=push&service=VPP&personal=yes"))
    assert page.xpath("//form[@id='filters']//input[@name='q']/@value") == ["push"]
    assert page.xpath("//select[@name='service']/option[@selected]/@value") == ["VPP"]
    assert page.xpath("//input[@name='personal'][@checked]/@value") == ["yes"]


def test_what_was_asked_is_shown_as_text_never_as_markup(long_table, stranger):
    attack = '"><script>alert(1)</script>'
    page = stranger.get("/sharing/apple/", {"q": attack, "service": attack, "personal": attack})
    assert tree(page).xpath("//script[not(@src)]") == []
    assert tree(page).xpath("//form[@id='filters']//input[@name='q']/@value") == [attack]


def test_everything_is_shown_again_by_one_link_which_stands_there_only_when_filtered(
    long_table, stranger
):
    def clear(address):
        return tree(stranger.get(address)).get_element_by_id("clear")

    assert clear("/sharing/apple/").get("hidden") is not None
    filtered = clear("/sharing/apple/?q=imei")
    assert (filtered.get("hidden"), filtered.get("href")) == (None, "/sharing/apple/")


def test_a_page_as_of_a_day_keeps_the_day_while_it_is_filtered(long_table, stranger):
    today = f"{long_table.current().published_at:%Y-%m-%d}"
    page = tree(stranger.get(f"/sharing/apple/?as_of={today}&q=imei"))
    assert page.xpath("//form[@id='filters']//input[@name='as_of']/@value") == [today]
    assert page.get_element_by_id("clear").get("href") == f"/sharing/apple/?as_of={today}"


def test_old_versions_and_both_languages_can_be_filtered_by_the_same_values(long_table, stranger):
    for address in ("/sharing/apple/v1/", "/de/sharing/apple/", "/de/sharing/apple/v1/"):
        assert rows(stranger.get(f"{address}?category=contact")) == ["email"]
    assert rows(stranger.get("/de/sharing/apple/?q=kontaktdaten")) == ["email"]
    assert rows(stranger.get("/sharing/apple/?q=kontaktdaten")) == []


def test_a_statement_has_no_filters(published_security, stranger):
    page = stranger.get("/pages/data-security/?q=nowhere&service=VPP")
    assert "Measures Many." in main(page)
    assert tree(page).xpath("//form[@id='filters']") == []
