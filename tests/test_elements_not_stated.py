"""What nobody stated of a third party and its data is said nowhere, in either language."""

import io

import docx
import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from sharing.models import DataElement, Vendor
from trustportal.record.search import folded

from .browsing import opened
from .conftest import NOTE, add_element
from .reading import main, rows, tree, words
from .watching import watched

PAGE = "/sharing/lumen/"
LIST = "/admin/sharing/dataelement/"
# The words of each value that may be stated. "Personal data only" is what a filter is called.
LABELS = [
    *DataElement.Necessity.labels,
    *DataElement.Identifiability.labels,
    *Vendor.Relationship.labels,
    *(gettext_lazy("no example is given"), gettext_lazy("No data is shared")),
    *(gettext_lazy("Personal data"), gettext_lazy("not stated")),
]
FILTER = gettext_lazy("Personal data only")


@pytest.fixture
def lumen(db):
    """A public third party of which only a name, a summary and one datum are stated."""
    vendor = Vendor.objects.create(slug="lumen", name="Lumen", summary={"en": "A.", "de": "A."})
    purpose = {"en": "Why.", "de": "Wozu."}
    DataElement.objects.create(vendor=vendor, direction="sent", name="blob", purpose=purpose)
    vendor.publish(note=NOTE)
    return vendor


def paragraphs(cells):
    return "\n".join(cell.text for row in cells for cell in row.cells)


def text_in(format, content):
    """Return the words of a file."""
    if format == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if format == "docx":
        document = docx.Document(io.BytesIO(content))
        tables = [paragraphs(table.rows) for table in document.tables]
        return "\n".join([*(part.text for part in document.paragraphs), *tables])
    if format == "xlsx":
        book = load_workbook(io.BytesIO(content))
        return "\n".join(str(cell.value or "") for sheet in book for row in sheet for cell in row)
    return content.decode()


def said_in(text):
    """Return the statements that a text makes in one of the languages."""
    found = []
    for language in ("en", "de"):
        with translation.override(language):
            found += [str(label) for label in LABELS if str(label) in text.replace(str(FILTER), "")]
    return found


@pytest.mark.parametrize("format", ["pdf", "docx", "xlsx", "csv", "md"])
@pytest.mark.parametrize("prefix", ["", "/de"])
def test_no_file_says_what_was_not_stated(lumen, stranger, prefix, format):
    text = text_in(format, stranger.get(f"{prefix}{PAGE[:-1]}.{format}").content)
    assert "blob" in text
    assert said_in(text) == []


@pytest.mark.parametrize(
    "address",
    [
        *(PAGE, "/sharing/", "/search/?q=blob", "/changes/", "/changes.atom", "/changes.json"),
        *(f"{PAGE}v1/", f"{PAGE}history/", f"{PAGE[:-1]}.atom", f"{PAGE[:-1]}.json"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/de"])
def test_no_page_says_what_was_not_stated(lumen, stranger, prefix, address):
    response = stranger.get(address if address.endswith("lumen.json") else prefix + address)
    assert response.status_code == 200
    text = response.content.decode()
    assert "Lumen" in text
    assert said_in(main(response) if "<main" in text else text) == []


def test_the_version_says_it_with_no_code_either(lumen):
    page = lumen.current().data["en"]
    (row,) = page["sections"][0]["rows"]
    keys = ("category", "category_slug", "necessity", "necessity_code", "identifiability")
    keys += ("identifiability_code", "personal", "personal_code", "secret", "secret_code")
    assert [row[key] for key in keys] == [""] * len(keys)
    assert [page["card"][key] for key in ("relationship", "relationship_code", "nothing")] == (
        [""] * 3
    )
    assert [fact["key"] for fact in page["facts"]] == []


def test_sharing_nothing_is_the_one_state_of_it_that_is_published(lumen):
    assert lumen.current().data["en"]["card"]["nothing"] == ""
    lumen.elements.all().delete()
    lumen.shares_nothing, lumen.statement = True, {"en": "Nothing.", "de": "Nichts."}
    lumen.save()
    assert lumen.publish(note=NOTE).data["en"]["card"]["nothing"] is True


def test_a_table_has_no_column_in_which_nothing_is_said(lumen, stranger):
    labels = [words(column) for column in tree(stranger.get(PAGE)).iter("th")]
    assert labels == ["Data", "Used for", "blob"]


def test_a_cell_without_a_value_has_no_label_either(apple, stranger):
    """On a phone each cell of a row is a line with its label before it."""
    blob = add_element(apple, None, "blob", necessity="", identifiability="")
    apple.publish(note=NOTE)
    page = tree(stranger.get("/sharing/apple/"))
    labels = page.xpath(f"//tr[@id='e-{blob.uuid.hex}']/td//*[@class='label']")
    assert [words(label) for label in labels] == ["Used for"]
    full = page.xpath("//tr[th/span[.='serial_number']]/td//*[@class='label']")
    assert [words(label) for label in full] == ["Used for", "Category", "Needed", "Identifies"]


def test_the_list_of_third_parties_has_no_label_without_a_relationship(
    lumen, published_apple, stranger
):
    page = tree(stranger.get("/sharing/"))
    labels = {words(row.find("th")): words(row.find("td")) for row in page.xpath("//tbody/tr")}
    assert labels == {
        "Apple": "Relationship You have your own account and contract with them",
        "Lumen": "",
    }


# Filters


@pytest.fixture
def mixed(apple, device_data):
    """Apple with an element that states nothing beside its three that state everything."""
    add_element(apple, None, "blob", order=9, necessity="", identifiability="", service="")
    apple.publish(note=NOTE)
    return apple


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("personal=yes", ["serial_number", "IMEI"]),
        ("category=device-identifier", ["serial_number", "Größe", "IMEI"]),
        ("service=APNs", ["serial_number", "Größe", "IMEI"]),
        ("direction=sent", ["serial_number", "Größe", "blob"]),
        ("category=", ["serial_number", "Größe", "blob", "IMEI"]),
    ],
)
def test_what_states_nothing_matches_no_filter_for_it(mixed, stranger, query, shown):
    assert rows(stranger.get(f"/sharing/apple/?{query}")) == shown


def test_personal_data_are_those_of_which_it_was_said(mixed, stranger):
    page = tree(stranger.get("/sharing/apple/"))
    assert words(page.xpath("//label[input/@name='personal']")[0]) == "Personal data only (2)"


def test_a_choice_of_one_value_is_offered_if_some_rows_state_none(mixed, stranger):
    page = tree(stranger.get("/sharing/apple/"))
    choices = page.xpath("//select[@name='category']/option")
    assert [words(choice) for choice in choices] == ["All", "Device identifiers (3)"]


def test_a_filter_that_nothing_states_is_not_offered(lumen, stranger):
    """“Personal data only (0)” would say that there are none."""
    page = tree(stranger.get(PAGE))
    assert page.xpath("//form[@id='filters']//input/@name") == ["q"]
    assert page.xpath("//form[@id='filters']//select") == []


def test_a_file_of_personal_data_alone_leaves_out_what_states_nothing(mixed, stranger):
    text = text_in("md", stranger.get("/sharing/apple.md?personal=yes").content)
    assert ("serial\\_number" in text, "blob" in text) == (True, False)


@pytest.mark.browser
def test_the_script_filters_as_the_server_does(chromium, live_server, mixed):
    with watched(chromium, live_server.url) as browser:
        page = browser()
        page.goto("/sharing/apple/")
        names = page.locator("tbody tr:visible th[scope=row] > span:first-child")
        assert names.all_inner_texts() == ["serial_number", "Größe", "blob", "IMEI"]
        page.get_by_label("Personal data only").check()
        assert names.all_inner_texts() == ["serial_number", "IMEI"]
        page.get_by_label("Personal data only").uncheck()
        page.get_by_label("Category").select_option("device-identifier")
        assert names.all_inner_texts() == ["serial_number", "Größe", "IMEI"]


# Staff


def test_a_list_of_elements_shows_nothing_and_lets_it_be_stated_in_place(lumen, editing):
    element = lumen.elements.get()
    form = opened(editing, LIST, "form-TOTAL_FORMS")
    assert (form["form-0-necessity"], form["form-0-identifiability"]) == ("", "")
    response = editing.get(LIST)
    chosen = html.fromstring(response.text).xpath("//td//option[@selected]/text()")
    assert chosen == ["not stated", "not stated"]
    cells = html.fromstring(response.text).xpath("//td[contains(@class, 'field-category')]/text()")
    assert cells == ["-"]
    for value in ("optional", ""):
        form = opened(editing, LIST, "form-TOTAL_FORMS")
        sent = form | {"form-0-necessity": value, "_save": "Save"}
        assert editing.post(LIST, sent).status_code == 302
        element.refresh_from_db()
        assert element.necessity == value


def test_only_direction_and_name_of_an_element_are_asked_for(lumen, editing):
    address = reverse("admin:sharing_dataelement_add")
    form = opened(editing, address, "seen")
    assert (form["necessity"], form["identifiability"], form["category"]) == ("", "", "")
    given = {"vendor": lumen.pk, "direction": "received", "name": "reply"}
    assert editing.post(address, form | given).status_code == 302
    added = DataElement.objects.get(name="reply")
    assert (added.category, added.necessity, added.identifiability) == (None, "", "")


def test_what_was_not_stated_is_not_stated_after_a_restore(lumen):
    element = lumen.elements.get()
    data = lumen.current().data
    DataElement.objects.update(necessity="required", identifiability="direct")
    Vendor.objects.update(relationship="agent")
    Vendor.objects.get().restore(data)
    restored = DataElement.objects.get()
    assert (restored.uuid, restored.necessity, restored.identifiability) == (element.uuid, "", "")
    assert Vendor.objects.get().relationship == ""
    assert Vendor.objects.get().review().has_changes is False


def test_a_search_for_a_default_does_not_find_it(lumen, stranger):
    assert "Lumen" in main(stranger.get("/search/?q=blob"))
    for statement in ("Personal data", "Required", "Credential"):
        assert "/sharing/lumen/" not in stranger.get(f"/search/?q={folded(statement)}").text
