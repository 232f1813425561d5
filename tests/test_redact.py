"""Erasing a person from the record: found wherever named, erased, and the chain stays whole."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from trustportal.pages.models import Statement
from trustportal.record.models import SearchText, Version

from .reading import heading, links, main

REASON = "A person asked for it (Article 17 GDPR)."


@pytest.fixture
def naming(apple, security):
    """Erika Größe is named in two languages, a note and a source; two versions do not name her."""
    apple.summary = {"en": "Ask Erika Größe.", "de": "Push-Dienste."}
    apple.save()
    apple.publish(note={"en": "First.", "de": "Zuerst."})
    security.body = {"en": "Ask us.", "de": "Fragen Sie ERIKA GRÖSSE."}
    security.save()
    security.publish(note={"en": "First."})
    apple.summary = {"en": "Ask us.", "de": "Fragen Sie uns."}
    apple.save()
    apple.publish(note={"en": "A role instead.", "de": "Eine Rolle statt erika größe."})
    page = Statement.objects.create(slug="old", title={"en": "Old"}, body={"en": "Text."})
    Version.objects.append(
        "page", "old", page.data(), {"en": "From elsewhere."}, source="Mail of Erika Größe"
    )
    security.body = {"en": "Ask us.", "de": "Fragen Sie uns."}
    security.save()
    security.publish(note={"en": "A role instead."})
    return apple


HOLDERS = [
    "Position 1, vendor/apple v1: data.en",
    "Position 2, page/data-security v1: data.de",
    "Position 3, vendor/apple v2: note.de",
    "Position 4, page/old v1: source",
    "4 versions hold the text.",
]


def redact(text, *positions, because="", capsys):
    call_command("redact", text, positions=list(positions), because=because)
    return capsys.readouterr().out.splitlines()


def content(version):
    return version.data, version.note, version.source, version.salt


# Finding


def test_every_version_and_language_that_holds_a_name_is_listed(naming, capsys):
    before = list(Version.objects.values())
    assert redact("Erika Größe", capsys=capsys) == HOLDERS
    assert list(Version.objects.values()) == before, "listing erases nothing"


@pytest.mark.parametrize("spelling", ["erika größe", "ERIKA GRÖSSE", "Erika Gro\u0308ße"])
def test_a_name_is_found_however_it_is_spelt(naming, capsys, spelling):
    assert redact(spelling, capsys=capsys) == HOLDERS


def test_a_name_that_nobody_published_is_found_nowhere(naming, capsys):
    assert redact("Erika Klein", capsys=capsys) == ["0 versions hold the text."]


def test_a_name_in_an_address_is_listed_though_it_cannot_be_erased(db, capsys):
    Version.objects.append("page", "erika", {"en": {"title": "Contact"}}, {"en": "First."})
    assert (
        redact("Erika", capsys=capsys)[0] == "Position 1, page/erika v1: address (cannot be erased)"
    )


# Erasing


def test_the_versions_chosen_are_emptied_and_no_other(naming, capsys):
    others = {v.position: content(v) for v in Version.objects.filter(position__in=[2, 4, 5])}
    told = redact("Erika Größe", 1, 3, because=REASON, capsys=capsys)
    assert told[5:] == [
        "Position 1, vendor/apple v1: erased.",
        "Position 3, vendor/apple v2: erased.",
        "Drafts, backups, and what readers downloaded are not touched by this command.",
    ]
    for version in Version.objects.filter(position__in=[1, 3]):
        assert content(version) == ({}, {}, "", "")
        assert version.redacted_because == REASON
        assert version.redacted_at.microsecond == 0
    assert {
        v.position: content(v) for v in Version.objects.filter(position__in=[2, 4, 5])
    } == others


def test_a_name_erased_everywhere_is_found_nowhere_and_the_chain_verifies(naming, capsys):
    digests = list(Version.objects.values_list("digest", flat=True))
    redact("Erika Größe", 1, 2, 3, 4, because=REASON, capsys=capsys)
    assert redact("Erika Größe", capsys=capsys) == ["0 versions hold the text."]
    call_command("verify_history", *digests)
    told = capsys.readouterr().out.splitlines()
    assert [line.split(", published")[0] for line in told[:2]] == [
        f"{digests[0]}: position 1, vendor/apple v1",
        f"{digests[1]}: position 2, page/data-security v1",
    ]
    assert told[-1] == f"5 versions, the chain is unbroken. Its last digest is {digests[-1]}."


def test_publishing_goes_on_after_an_erasure(naming, capsys):
    redact("Erika Größe", 1, 2, 3, 4, because=REASON, capsys=capsys)
    naming.publish(note={"en": "Public again."})
    call_command("verify_history")
    assert capsys.readouterr().out.startswith("6 versions, the chain is unbroken.")


@pytest.mark.parametrize(
    ("positions", "because", "sentence"),
    [
        ([1, 5, 99], REASON, "These positions do not hold the text: 5, 99"),
        ([1], "", "Say why with --because; the reason is public."),
        (
            [1],
            "Frau erika grösse asked.",
            "The public reason repeats the text that is to be erased.",
        ),
    ],
)
def test_an_erasure_of_the_wrong_thing_or_without_a_good_reason_is_refused(
    naming, positions, because, sentence
):
    before = list(Version.objects.values())
    with pytest.raises(CommandError) as refused:
        call_command("redact", "Erika Größe", positions=positions, because=because)
    assert str(refused.value) == sentence
    assert list(Version.objects.values()) == before


def test_a_reason_that_would_break_every_feed_is_refused(published_apple, stranger):
    """It could never be put right: nobody can change the reason of an erasure afterwards."""
    with pytest.raises(ValidationError, match=r"U\+000B"):
        Version.objects.get().redact("A court\x0b said so.")
    assert Version.objects.get().redacted_at is None
    Version.objects.get().redact("A court in Ko\u0308ln.")
    assert Version.objects.get().redacted_because == "A court in Köln."
    assert "A court in Köln." in stranger.get("/changes.atom").text


def test_an_erasure_is_done_once(published_apple):
    version = Version.objects.get()
    assert version.redact(REASON) is True
    assert version.redact("Another reason.") is False
    assert version.redacted_because == REASON


# What readers see


@pytest.fixture
def erased(published_apple):
    """The only version of Apple's page, erased; the draft is as it was."""
    Version.objects.get().redact(REASON)


ERASED = "The content of this version was erased"


@pytest.mark.parametrize("address", ["/sharing/apple/", "/sharing/apple/v1/", "/de/sharing/apple/"])
def test_the_page_answers_410_with_the_reason(erased, stranger, address):
    page = stranger.get(address)
    assert page.status_code == 410
    assert REASON in main(page)
    assert "serial_number" not in page.text
    if not address.startswith("/de/"):
        assert heading(page) == ERASED


def test_the_page_as_of_a_day_is_gone_as_well(erased, stranger):
    today = Version.objects.get().published_at.date().isoformat()
    page = stranger.get(f"/sharing/apple/?as_of={today}")
    assert (page.status_code, heading(page)) == (410, ERASED)


def test_the_json_of_an_erased_version_keeps_its_proof_alone(erased, stranger):
    answer = stranger.get("/sharing/apple/v1.json")
    version = Version.objects.get()
    assert answer.status_code == 410
    assert answer.json()["content"] == {"salt": "", "note": {}, "source": "", "data": {}}
    proof = answer.json()["version"]
    assert (proof["digest"], proof["redacted_because"]) == (version.digest, REASON)


def test_an_old_version_is_erased_without_the_current_one(published_apple, stranger):
    published_apple.consent = {"en": "Another certificate.", "de": "Ein anderes."}
    published_apple.save()
    published_apple.publish(note={"en": "Another certificate."})
    Version.objects.get(number=1).redact(REASON)
    assert stranger.get("/sharing/apple/v1/").status_code == 410
    assert stranger.get("/sharing/apple/").status_code == 200
    history = stranger.get("/sharing/apple/history/")
    assert history.status_code == 200
    assert REASON in main(history)
    assert "A note for readers." not in main(history)
    compared = stranger.get("/sharing/apple/compare/1..2/")
    assert compared.status_code == 200
    assert "Ein Zertifikat" not in compared.text
    assert "A certificate" not in compared.text


def test_caches_ask_again_after_an_erasure(published_apple, published_security, stranger):
    """The version erased is not the newest one, so that nothing else of the site's state moves."""
    before = stranger.get("/sharing/apple/")
    assert (
        stranger.get("/sharing/apple/", headers={"if-none-match": before["ETag"]}).status_code
        == 304
    )
    Version.objects.get(kind="vendor").redact(REASON)
    after = stranger.get("/sharing/apple/", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 410
    assert stranger.get("/pages/data-security/")["ETag"] != before["ETag"]


def test_search_finds_what_was_erased_no_more(naming, stranger):
    def found(address):
        return [
            link
            for link in links(stranger.get(address))
            if link.partition("?")[0].endswith("/sharing/apple/")
        ]

    addresses = ["/search/?q=IMEI", "/search/?q=certificate", "/de/search/?q=Zertifikat"]
    assert [len(found(address)) for address in addresses] == [1, 1, 1]
    Version.objects.get(position=3).redact(REASON)
    assert [found(address) for address in addresses] == [[], [], []]
    call_command("rebuild_search")
    assert [found(address) for address in addresses] == [[], [], []]
    assert not SearchText.objects.filter(version__slug="apple").exists()
