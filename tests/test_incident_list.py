"""The list of incidents, its filters, and the pages that name the incidents that concern them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents.models import Incident
from tests.conftest import NOTE, add_update
from tests.reading import heading, links, main, tree, words
from tests.test_incidents import page_of, republish
from trustportal.language.locales import today
from trustportal.vocabulary.models import DataCategory, Product

LAST_YEAR = today().year - 1
CSAF = "/.well-known/csaf/white/"


def published(title, began="", status="resolved", **more):
    """Publish an incident; facts that have rows of their own are set before."""
    rows = {key: more.pop(key) for key in ("products", "categories") if key in more}
    facts = {
        "type": "security",
        "severity": "minor",
        "reportable": False,
        "decided_on": today(),
        "decided_by": "CISO",
    }
    incident = Incident.objects.create(title={"en": title, "de": f"{title} (de)"}, **facts | more)
    if began:
        incident.occurred_from = f"{began}T10:00Z"
    incident.resolved_at = timezone.now() if status == "resolved" else None
    incident.save()
    for key, value in rows.items():
        getattr(incident, key).add(*value)
    incident.refresh_from_db()
    add_update(incident, f"About {title}.", status=status)
    incident.publish(note=NOTE)
    incident.refresh_from_db()
    return incident


@pytest.fixture
def chat(db):
    return Product.objects.create(slug="chat", label={"en": "Chat"})


@pytest.fixture
def four(mail, chat, device_data, published_apple, published_register):
    contact = DataCategory.objects.create(slug="contact", label={"en": "Contact details"})
    return {
        "leak": published(
            "Leak", f"{LAST_YEAR}-03-01", status="investigating", severity="critical",
            products=[mail, chat], vendors=["apple"], categories=[device_data, contact],
            reportable=True,
        ),
        "outage": published("Outage", f"{LAST_YEAR}-02-01", products=[mail]),
        "theft": published(
            "Theft", f"{LAST_YEAR - 3}-12-31", type="third_party", subprocessors=["lakeside-mail"],
        ),
        "worm": published("Worm", f"{LAST_YEAR}-12-31", products=[chat], categories=[contact]),
    }  # fmt: skip


def groups(response):
    """Return {heading: [title, …]} of the list."""
    sections = tree(response).xpath("//main//section")
    return {
        words(section.find("h2")): [
            words(link) for link in section.xpath(".//ul[contains(@class, 'incidents')]/li/a")
        ]
        for section in sections
    }


def choices(response, name):
    """Return the labels of a filter's choices."""
    return [words(option) for option in tree(response).xpath(f"//select[@name='{name}']/option")]


# The list


def test_open_incidents_come_first_then_the_years(four, stranger):
    response = stranger.get("/incidents/")
    assert groups(response) == {
        "Open 1": ["Leak"],
        f"{LAST_YEAR} 2": ["Worm", "Outage"],
        f"{LAST_YEAR - 3} 1": ["Theft"],
    }
    assert next(iter(groups(response))) == "Open 1"
    assert "4 of 4 shown" in main(response)


def test_a_year_has_a_page_and_a_year_without_incidents_has_none(four, stranger):
    assert f"/incidents/{LAST_YEAR}/" in links(stranger.get("/incidents/"))
    response = stranger.get(f"/incidents/{LAST_YEAR}/")
    assert heading(response) == f"Incidents of {LAST_YEAR}"
    assert groups(response) == {"Open 1": ["Leak"], f"{LAST_YEAR} 2": ["Worm", "Outage"]}
    assert groups(stranger.get(f"/de/incidents/{LAST_YEAR - 3}/")) == {
        f"{LAST_YEAR - 3} 1": ["Theft (de)"]
    }
    for year in ("1999", "0000", "3000", "20261", "٢٠٢٥"):
        assert stranger.get(f"/incidents/{year}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("kind=third_party", ["Theft"]),
        ("severity=critical", ["Leak"]),
        ("severity=minor", ["Worm", "Outage", "Theft"]),
        ("product=mail", ["Leak", "Outage"]),
        ("party=apple", ["Leak"]),
        ("party=lakeside-mail", ["Theft"]),
        ("category=contact", ["Leak", "Worm"]),
        ("reportable=yes", ["Leak"]),
        ("q=OUT", ["Outage"]),
        ("q=inc-", ["Leak", "Worm", "Outage", "Theft"]),
        ("product=chat&category=contact&severity=minor", ["Worm"]),
        ("product=mail&kind=security&reportable=yes&q=leak", ["Leak"]),
        ("product=mail&party=lakeside-mail", []),
        ("kind=&severity=&q=", ["Leak", "Worm", "Outage", "Theft"]),
        ("kind=nothing", []),
        ("reportable=no", []),
        ("sort=name", ["Leak", "Worm", "Outage", "Theft"]),
    ],
)
def test_filters_leave_what_they_ask_for(four, stranger, query, titles):
    response = stranger.get(f"/incidents/?{query}")
    assert [title for members in groups(response).values() for title in members] == titles
    assert f"{len(titles)} of 4 shown" in main(response)
    assert ("No incident matches." in main(response)) == (not titles)


def test_choices_tell_how_many_incidents_they_lead_to(four, stranger):
    response = stranger.get("/incidents/?product=mail")
    assert choices(response, "kind") == ["All", "At a third party (1)", "Security (3)"]
    assert choices(response, "severity") == ["All", "critical (1)", "minor (3)"]
    assert choices(response, "product") == ["All", "Chat (2)", "Mail (2)"]
    assert choices(response, "party") == ["All", "Apple (1)", "Lakeside Mail (1)"]
    assert choices(response, "category") == ["All", "Contact details (2)", "Device identifiers (1)"]
    (chosen,) = tree(response).xpath("//option[@selected]")
    assert chosen.get("value") == "mail"


def test_a_renamed_product_is_one_choice(four, mail, stranger):
    mail.label = {"en": "Post"}
    mail.save()
    add_update(four["leak"], "More.")
    republish(four["leak"])
    assert choices(stranger.get("/incidents/"), "product") == ["All", "Chat (2)", "Post (2)"]
    assert groups(stranger.get("/incidents/?product=mail")) == {
        "Open 1": ["Leak"],
        f"{LAST_YEAR} 1": ["Outage"],
    }


def test_what_a_fact_names_leads_on(four, stranger):
    found = links(stranger.get(page_of(four["leak"])))
    for address in ("/sharing/apple/", "/incidents/?product=mail", "/incidents/?category=contact"):
        assert address in found
        assert stranger.get(address).status_code == 200
    assert "/subprocessor/lakeside-mail/" in links(stranger.get(page_of(four["theft"])))


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%0b", "q=%E2%80%A8", "q=a%C2%85b", f"q={'x' * 2500}"]
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(four, stranger, query):
    response = stranger.get(f"/incidents/?{query}")
    assert response.status_code == (414 if len(query) > 2000 else 400)
    assert "Leak" not in response.text


def test_filters_show_back_nothing_that_a_stranger_wrote(four, stranger):
    response = stranger.get(
        "/incidents/", {"kind": "<script>zzz", "party": "\x00zzz", "q": '"><b>'}
    )
    assert "zzz" not in main(response)
    assert "<script>zzz" not in response.text
    assert '"><b>' not in response.text


def test_the_list_says_when_nothing_is_published(breach, stranger):
    text = main(stranger.get("/incidents/"))
    assert "No incident is published. This alone does not say that there was none." in text
    assert "Backup" not in text


# Who is concerned


def test_third_parties_and_subprocessors_name_the_incidents_that_concern_them(four, stranger):
    for address, key in (("/sharing/apple/", "leak"), ("/subprocessor/lakeside-mail/", "theft")):
        (section,) = tree(stranger.get(address)).xpath("//section[@aria-labelledby='concerning']")
        assert section.xpath(".//a/@href") == [page_of(four[key])]
        assert words(section.find(".//a")) == f"{four[key].reference}: {four[key].title}"
        (german,) = tree(stranger.get(f"/de{address}")).xpath(
            "//section[@aria-labelledby='concerning']"
        )
        assert german.xpath(".//a/@href") == [f"/de{page_of(four[key])}"]
    assert not tree(stranger.get("/subprocessor/nordlicht-hosting/")).xpath("//*[@id='concerning']")
    assert not tree(stranger.get("/sharing/apple/?as_of=" + str(today()))).xpath(
        "//*[@id='concerning']"
    )


def test_a_withdrawn_incident_concerns_nobody_and_a_retracted_one_says_so(four, stranger):
    add_update(four["theft"], "It was none.", kind="retraction", status="false_alarm")
    republish(four["theft"])
    (section,) = tree(stranger.get("/subprocessor/lakeside-mail/")).xpath(
        "//section[@aria-labelledby='concerning']"
    )
    assert "retracted" in words(section)
    four["leak"].withdraw(note=NOTE)
    assert not tree(stranger.get("/sharing/apple/")).xpath("//*[@id='concerning']")
    assert "Leak" not in main(stranger.get("/incidents/"))


# What it costs


@pytest.mark.parametrize("number", [1, 40])
def test_no_page_of_incidents_costs_more_than_two_queries(
    number, mail, published_apple, published_register, stranger
):
    for place in range(number):
        incident = published(
            f"Incident {place}", f"{LAST_YEAR}-01-01", status="investigating", products=[mail],
            vendors=["apple"], subprocessors=["lakeside-mail"],
        )  # fmt: skip
    page = page_of(incident)
    addresses = [
        "/incidents/", "/de/incidents/?product=mail&q=incident", f"/incidents/{LAST_YEAR}/",
        page, f"{page}v1/", f"{page}history/", f"{page}?as_of={today()}", f"{page[:-1]}.atom",
        "/incidents.atom", "/incidents.json", "/incidents.atom?product=mail",
        "/incidents/badge.svg", "/sharing/apple/", "/subprocessor/lakeside-mail/",
        "/api/v2/summary.json", "/api/v2/status.json", "/api/v2/components.json",
        "/api/v2/incidents.json", "/api/v2/incidents/unresolved.json",
        "/api/v2/scheduled-maintenances.json", "/", "/changes/", "/changes.atom",
        CSAF, f"{CSAF}index.txt", f"{CSAF}changes.csv", f"{CSAF}{today().year}/",
        f"{CSAF}{today().year}/{incident.slug}.json",
    ]  # fmt: skip
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            assert stranger.get(address).status_code == 200
        assert (address, len(queries)) == (address, 2)
