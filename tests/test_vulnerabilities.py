"""Identifiers, products and versions of an incident: their form, and what CSAF says of them."""

import pytest
from django.core.exceptions import ValidationError

from incidents.affected import ranges_in
from incidents.identifiers import validate_identifiers
from tests.conftest import NOTE, add_update
from tests.reading import main, tree
from tests.test_csaf import (  # noqa: F401 (fixtures)
    MORE,
    document,
    remarks,
    trust_example_com,
    validator,
)
from tests.test_incidents import page_of, republish

# What the standard merely remarks: no CWE, no vendor of the product, a range of versions.
INFORMATIVE = {f"informativeTest_6_3_{number}" for number in (4, 9, 10)}


@pytest.fixture
def vulnerable(breach, mail):
    """A public incident with a vulnerability, versions, credits and references."""
    breach.type = "security"
    breach.root_cause = {"en": "A length was not checked.", "de": "Eine Länge blieb ungeprüft."}
    breach.identifiers = "CVE-2026-12345, GHSA-2345-6789-cfgh, EUVD: EUVD-2026-1"
    breach.indicators = {"en": "Requests to `/export?n=-1`.", "de": "Aufrufe von `/export?n=-1`."}
    breach.credits = {"en": "Jane Doe of Example Labs"}
    breach.references = {"en": "[Advisory](https://example.org/a) and <https://example.org/b>"}
    breach.original_url = "https://example.org/original"
    breach.products.add(mail)
    breach.affected.create(
        name={"en": "Mail client", "de": "Post-Programm"},
        versions=">= 4.0, < 4.2; 3.9.1; all before June",
        fixed="4.2",
    )
    breach.affected.create(name={"en": "cdn.example.net"})
    breach.save()
    breach.refresh_from_db()
    breach.publish(note=NOTE)
    breach.refresh_from_db()
    return breach


@pytest.mark.parametrize(
    "text",
    [
        "CVE-2026-1234",
        "CVE-2026-1234567, GHSA-2345-6789-cfgh",
        "CVE-2026-1234\nCVE-2026-1235\n",
        "VINCE: VU#123456",
    ],
)
def test_identifiers_of_a_known_form_are_taken(text):
    validate_identifiers(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("CVE-2026-123", "“CVE-2026-123” is not of the form"),
        ("cve-2026-1234", "“cve-2026-1234” is not of the form"),
        ("CVE-26-1234", "is not of the form"),
        ("GHSA-2345-6789-abcd", "is not of the form"),  # no letter of theirs
        ("INFRA-2846", "Put the name of any other system in front"),
        ("CVE-2026-1234, CVE-2026-1235", "give each CVE a line of its own"),
    ],
)
def test_other_identifiers_are_refused(text, sentence):
    with pytest.raises(ValidationError) as refused:
        validate_identifiers(text)
    assert sentence in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("text", "constraints"),
    [
        ("4.1.0", [("4.1.0",)]),
        ("= 4.1.0", [("4.1.0",)]),
        (">= 4.0, < 4.2; <3.1", [(">=4.0", "<4.2"), ("<3.1",)]),
        ("4.0, 4.1", [()]),  # a comma joins the ends of a range
        ("4.0 to 4.2", [()]),
        ("June release", [()]),
        ("", []),
    ],
)
def test_versions_are_read_only_in_forms_that_say_one_thing(text, constraints):
    assert [found.constraints for found in ranges_in(text)] == constraints


def test_a_version_that_is_affected_and_fixed_contradicts_itself(breach):
    breach.affected.create(name={"en": "Mail client"}, versions="4.1; 4.2", fixed="4.2")
    assert [str(remark) for remark in breach.remarks()] == [
        "Mail client: version 4.2 is affected, and also fixed."
    ]


# The page


def test_the_page_says_it_in_the_reader_s_language(vulnerable, stranger):
    text = main(stranger.get("/de" + page_of(vulnerable)))
    for said in (
        "Eine Länge blieb ungeprüft.",
        "CVE-2026-12345, GHSA-2345-6789-cfgh, EUVD: EUVD-2026-1",
        "Post-Programm: >= 4.0, < 4.2; 3.9.1; all before June; behoben in 4.2 cdn.example.net",
        "Jane Doe of Example Labs",
        "Aufrufe von /export?n=-1.",
    ):
        assert said in text
    page = tree(stranger.get(page_of(vulnerable)))
    addresses = ["https://example.org/a", "https://example.org/b", "https://example.org/original"]
    for address in addresses:
        assert page.xpath(f"//main//a[@href='{address}']")


def test_the_list_names_products_in_words_and_is_searched_by_them(vulnerable, mail, stranger):
    assert "Mail, Mail client, cdn.example.net" in main(stranger.get("/incidents/"))
    found = "/incidents/?q=cdn.example"
    assert len(tree(stranger.get(found)).xpath("//ul[contains(@class,'incidents')]/li")) == 1
    components = stranger.get("/api/v2/components.json").json()["components"]
    assert [component["name"] for component in components] == ["Mail"]


def test_a_version_brings_products_and_identifiers_back(vulnerable):
    data = vulnerable.current().data
    vulnerable.affected.all().delete()
    vulnerable.identifiers = ""
    vulnerable.save()
    vulnerable.restore(data)
    assert not vulnerable.has_changes()
    rows = list(vulnerable.affected.values_list("versions", "fixed"))
    assert rows == [(">= 4.0, < 4.2; 3.9.1; all before June", "4.2"), ("", "")]


# CSAF


def test_csaf_names_products_versions_and_the_vulnerability(vulnerable, stranger):
    found = document(stranger, vulnerable).json()
    assert found["product_tree"] == {
        "branches": [
            {
                "category": "product_name",
                "name": "Mail client",
                "branches": [
                    {
                        "category": "product_version_range",
                        "name": "vers:generic/>=4.0|<4.2",
                        "product": {
                            "name": "Mail client >= 4.0, < 4.2",
                            "product_id": "CSAFPID-0001",
                        },
                    },
                    {
                        "category": "product_version",
                        "name": "3.9.1",
                        "product": {"name": "Mail client 3.9.1", "product_id": "CSAFPID-0002"},
                    },
                    {
                        "category": "product_version",
                        "name": "4.2",
                        "product": {"name": "Mail client 4.2", "product_id": "CSAFPID-0004"},
                    },
                ],
            }
        ],
        "full_product_names": [
            {"name": "Mail client all before June", "product_id": "CSAFPID-0003"},
            {"name": "cdn.example.net", "product_id": "CSAFPID-0005"},
            {"name": "Mail", "product_id": "CSAFPID-0006"},
        ],
    }
    affected = ["CSAFPID-0001", "CSAFPID-0002", "CSAFPID-0003"]
    assert found["vulnerabilities"] == [
        {
            "acknowledgments": [{"summary": "Jane Doe of Example Labs"}],
            "cve": "CVE-2026-12345",
            "ids": [
                {"system_name": "GitHub Advisory Database", "text": "GHSA-2345-6789-cfgh"},
                {"system_name": "EUVD", "text": "EUVD-2026-1"},
            ],
            "product_status": {"fixed": ["CSAFPID-0004"], "known_affected": affected},
            "remediations": [
                {
                    "category": "vendor_fix",
                    "details": "Fixed in: Mail client 4.2",
                    "product_ids": affected,
                }
            ],
        }
    ]
    assert [reference["url"] for reference in found["document"]["references"][2:]] == [
        "https://example.org/a",
        "https://example.org/b",
        "https://example.org/original",
    ]


def test_csaf_with_products_and_vulnerabilities_is_valid(
    validator,  # noqa: F811
    vulnerable,
    stranger,
    tmp_path,
):
    vulnerable.identifiers += "\nCVE-2026-12346"
    vulnerable.save()
    add_update(vulnerable, "A second vulnerability.")
    republish(vulnerable)
    found = document(stranger, vulnerable).json()
    assert len(found["vulnerabilities"]) == 2
    assert found["document"]["acknowledgments"] == [{"summary": "Jane Doe of Example Labs"}]
    said, number = remarks(validator, tmp_path, stranger)
    (name,) = [file for file in said if file != "wrong.json"]
    assert (number, set(said[name]) - MORE - INFORMATIVE) == (1, set())


def test_csaf_of_an_incident_without_products_names_none(published_breach, stranger):
    assert set(document(stranger, published_breach).json()) == {"document"}


def test_csaf_states_no_version_and_no_vulnerability_that_nobody_stated(breach, mail, stranger):
    breach.products.add(mail)
    breach.publish(note=NOTE)
    breach.refresh_from_db()
    found = document(stranger, breach).json()
    assert found["product_tree"] == {
        "full_product_names": [{"name": "Mail", "product_id": "CSAFPID-0001"}]
    }
    assert "vulnerabilities" not in found


def test_csaf_of_a_retracted_incident_names_nothing_any_more(vulnerable, stranger):
    add_update(vulnerable, "It was a test.", kind="retraction", status="false_alarm")
    republish(vulnerable)
    answer = document(stranger, vulnerable)
    assert set(answer.json()) == {"document"}
    assert "example.org" not in answer.text
