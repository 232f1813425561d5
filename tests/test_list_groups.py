"""The list under headings that staff chose, and the texts that real lists have in words."""

import io
from datetime import timedelta

import docx
import pytest
from openpyxl import load_workbook

from subprocessors.models import Subprocessor
from trustportal.language.locales import today
from trustportal.record.models import Version
from trustportal.vocabulary.models import SubprocessorGroup

from .conftest import NOTE, add_entry
from .reading import main, rows, tree, words

INTRO = {"en": "They run *models*.", "de": "Sie betreiben *Modelle*."}


@pytest.fixture
def ai(db):
    label = {"en": "AI services", "de": "KI-Dienste"}
    return SubprocessorGroup.objects.create(slug="ai", label=label, description=INTRO, order=2)


@pytest.fixture
def grouped(register, device_data, ai):
    """A public register with two groups, an affiliate, an entry of neither, and one that ended."""
    infrastructure = SubprocessorGroup.objects.create(
        slug="infrastructure", label={"en": "Infrastructure", "de": "Infrastruktur"}, order=1
    )
    add_entry(device_data, "Model Maker", "US", group=ai)
    add_entry(device_data, "Answer Desk", "FR", kind="affiliate", group=ai)
    add_entry(device_data, "Rack Room", "DE", group=infrastructure)
    add_entry(device_data, "Long Gone", "FR", group=ai, ends_on=today() - timedelta(days=1))
    add_entry(device_data, "Sister Desk", "FR", kind="affiliate")
    register.publish(note=NOTE)
    return register


def listed(page):
    """Return {heading: names below it}."""
    found = {}
    for section in tree(page).xpath("//section[.//table[contains(@class, 'register')]]"):
        names = [words(head) for head in section.xpath(".//th[@scope='row']/a")]
        found[words(section.find("h2"))] = names
    return found


def test_the_list_stands_under_its_groups_and_the_rest_under_the_usual_headings(grouped, stranger):
    assert list(listed(stranger.get("/subprocessors/")).items()) == [
        ("Infrastructure 1", ["Rack Room"]),
        ("AI services 2", ["Answer Desk", "Model Maker"]),
        ("Third parties 2", ["Lakeside Mail", "Nordlicht Hosting"]),
        ("Affiliates 1", ["Sister Desk"]),
        ("Ended within the last 24 months 1", ["Long Gone"]),
    ]
    german = main(stranger.get("/de/subprocessors/"))
    assert "KI-Dienste 2 Sie betreiben Modelle." in german


def test_a_page_in_which_the_groups_do_not_stand_is_shown_as_before(grouped, stranger):
    data = grouped.current().data
    for page in data.values():
        del page["list_groups"]
    Version.objects.append("register", "subprocessors", data, NOTE)
    assert list(listed(stranger.get("/subprocessors/")))[:2] == ["Third parties 4", "Affiliates 2"]
    assert list(load_workbook(io.BytesIO(stranger.get("/subprocessors.xlsx").content)).sheetnames)[
        1:
    ] == ["Third parties", "Affiliates", "Changes"]


def test_files_have_the_same_headings_with_their_intros(grouped, stranger):
    document = docx.Document(io.BytesIO(stranger.get("/subprocessors.docx").content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[texts.index("AI services") + 1] == "They run models."
    order = [text for text in texts if text in ("Infrastructure", "AI services", "Third parties")]
    assert order == ["Infrastructure", "AI services", "Third parties"]
    book = load_workbook(io.BytesIO(stranger.get("/subprocessors.xlsx").content))
    assert book.sheetnames == [
        *("Control", "Infrastructure", "AI services", "Third parties", "Affiliates"),
    ]
    assert "## AI services\n\nThey run *models*." in stranger.get("/subprocessors.md").text
    annex = docx.Document(io.BytesIO(stranger.get("/subprocessors/scc-2021-914.docx").content))
    found = [p.text for p in annex.paragraphs if p.style.name.startswith("Heading")]
    assert found[:4] == [
        *("Infrastructure", "1. Rack Room Ltd", "AI services", "2. Answer Desk Ltd"),
    ]


def test_another_intro_or_order_is_a_change_that_can_be_published(grouped, ai):
    assert not grouped.has_changes()
    ai.description = {"en": "They run large models.", "de": "Sie betreiben große Modelle."}
    ai.save()
    (change,) = grouped.review().diffs[0][1].texts
    assert (change.label, change.old, change.new) == (
        *("AI services", "They run *models*.", "They run large models."),
    )
    grouped.publish(note=NOTE)
    SubprocessorGroup.objects.filter(slug="ai").update(order=0)
    (change,) = grouped.review().diffs[0][1].texts
    assert (change.old, change.new) == (
        "Infrastructure, AI services",
        "AI services, Infrastructure",
    )


def test_the_search_of_the_portal_finds_an_intro(grouped, stranger):
    assert "AI services" in main(stranger.get("/search/?q=run+models"))


def test_a_group_that_is_gone_comes_back_with_its_intro(grouped, ai):
    Subprocessor.objects.update(group=None)
    SubprocessorGroup.objects.all().delete()
    grouped.restore(grouped.current().data)
    assert not grouped.has_changes()
    back = SubprocessorGroup.objects.get(slug="ai")
    assert (back.label.data, back.description.data) == (ai.label, INTRO)


def test_an_entry_whose_kind_is_stated_later_changes_and_does_not_go_and_come(
    register, device_data
):
    add_entry(device_data, "Plain", "FR", kind="")
    first = register.append(register.data(), NOTE)
    assert [section.key for section in first.page("en").sections] == [
        *("third_party", "affiliate", "subprocessor"),
    ]
    Subprocessor.objects.filter(name="Plain").update(kind="affiliate")
    (row,) = register.review().diffs[0][1].rows
    assert first.page("en").section("subprocessor").title == "Further subprocessors"
    assert (row.name, row.kind) == ("Plain", "changed")
    assert [(cell.label, cell.old, cell.new) for cell in row.cells] == [("Kind", "", "Affiliate")]


def test_words_on_data_and_a_note_stand_in_the_list_and_are_found_there(register, stranger):
    entry = Subprocessor.objects.get(name="Lakeside Mail")
    entry.data_in_words = {"en": "Whatever you upload.", "de": "Was Sie hochladen."}
    entry.note = {"en": "Moved from Basel.", "de": "Aus Basel umgezogen."}
    entry.save()
    register.publish(note=NOTE)
    row = tree(stranger.get("/subprocessors/")).xpath(f"//tr[@id='e-{entry.uuid.hex}']")[0]
    assert [words(cell) for cell in row.xpath(".//span[@class='under']")] == [
        *("Lakeside Mail Ltd", "Moved from Basel.", "Whatever you upload."),
    ]
    for text in ("upload", "basel"):
        assert rows(stranger.get(f"/subprocessors/?q={text}")) == ["Lakeside Mail"]


@pytest.mark.parametrize(
    ("stated", "shown", "link"),
    [
        ({"agreement": {"en": "Terms, § 7"}}, "Terms, § 7", []),
        (
            {"agreement": {"en": "Terms, § 7"}, "agreement_url": "https://example.com/dpa"},
            "Terms, § 7",
            ["https://example.com/dpa"],
        ),
        (
            {"agreement_url": "https://example.com/dpa"},
            "Agreement",
            ["https://example.com/dpa"],
        ),
    ],
)
def test_an_agreement_is_shown_in_words_with_its_address_or_without(
    register, stranger, stated, shown, link
):
    Subprocessor.objects.filter(name="Lakeside Mail").update(**stated)
    register.publish(note=NOTE)
    facts = tree(stranger.get("/subprocessor/lakeside-mail/")).xpath("//dl[@class='facts']/div")
    (fact,) = [fact for fact in facts if words(fact.find("dt")) == "Data processing agreement"]
    assert (words(fact.find("dd")), fact.xpath(".//a/@href")) == (shown, link)


def test_a_parent_company_and_an_lei_are_facts_of_the_entry(register, stranger):
    stated = {"parent": "Lake Holding", "parent_country": "CA", "lei": "5493001KJTIIGC8Y1R12"}
    Subprocessor.objects.filter(name="Lakeside Mail").update(**stated)
    register.publish(note=NOTE)
    page = main(stranger.get("/subprocessor/lakeside-mail/"))
    assert "LEI 5493001KJTIIGC8Y1R12 Parent company Lake Holding" in page
    assert "Country of the parent company Canada" in page
