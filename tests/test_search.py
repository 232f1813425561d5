"""Search over all that is public now, as people write: any case, ß or ss, any order."""

import unicodedata

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from trustportal.record.models import SearchText, Version
from trustportal.record.search import excerpt, folded

from .reading import links, main

NOTE = {"en": "A note for readers."}


def found(stranger, query, before=""):
    """Return the pages that a search finds, as (kind, slug), in the order shown."""
    answer = stranger.get(f"{before}/search/", {"q": query})
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex"
    at = {f"{before}/sharing/": "vendor", f"{before}/pages/": "page"}
    results = [link.partition("?")[0] for link in links(answer) if "?q=" in link]
    return [
        (kind, link.removeprefix(root).strip("/"))
        for link in results
        for root, kind in at.items()
        if root in link
    ]


APPLE, SECURITY = ("vendor", "apple"), ("page", "data-security")


@pytest.mark.parametrize(
    "query", ["Größe", "GRÖßE", "größe", "GRÖSSE", "grösse", "Gro\u0308ße", " größe "]
)
def test_umlauts_and_sharp_s_are_found_in_any_case(
    published_apple, published_security, stranger, query
):
    assert found(stranger, query) == found(stranger, query, "/de") == [APPLE]


def test_an_umlaut_is_another_letter_than_the_one_without_dots(published_apple, stranger):
    assert found(stranger, "Grosse") == found(stranger, "Grosse", "/de") == []


@pytest.mark.parametrize(
    "query", ["imei", "IMEI", "ImEi", "mei", "imei apple", "PUSH imei", "apns imei"]
)
def test_words_are_found_in_any_case_and_order_and_within_words(
    published_apple, published_security, stranger, query
):
    assert found(stranger, query) == [APPLE]


@pytest.mark.parametrize("query", ["customer's e-mail", "customer’s e‑mail", "customer´s e–mail"])
def test_quotes_dashes_and_spaces_of_every_kind_are_alike(security, stranger, query):
    security.body = {"en": "The customer’s\u00a0e\u2011mail."}
    security.save()
    security.publish(note=NOTE)
    assert found(stranger, query) == [SECURITY]


def test_all_words_must_be_on_the_page(published_apple, published_security, stranger):
    assert found(stranger, "data") == [SECURITY, APPLE]
    assert found(stranger, "data imei") == [APPLE]
    assert found(stranger, "data imei nonsense") == []


@pytest.mark.parametrize("query", ["%", "_", "i_ei", "im%ei", "\\", "'", '"', "imei'--"])
def test_what_means_something_to_a_database_is_a_letter_like_others(
    published_security, published_apple, stranger, query
):
    expected = [APPLE] if query == "_" else []  # serial_number
    assert found(stranger, query) == expected


def test_each_language_searches_its_own_words(published_apple, stranger):
    assert found(stranger, "certificate") == found(stranger, "Zertifikat", "/de") == [APPLE]
    assert found(stranger, "Zertifikat") == found(stranger, "certificate", "/de") == []


def test_a_text_that_nobody_translated_is_found_in_both(apple, stranger):
    apple.consent = {"en": "A certificate."}
    apple.save()
    apple.publish(note=NOTE)
    assert found(stranger, "certificate") == found(stranger, "certificate", "/de") == [APPLE]


def test_drafts_notes_and_codes_are_not_searched(published_apple, security, stranger):
    published_apple.consent = {"en": "A drafted sentence."}
    published_apple.save()
    assert security.review().has_changes, "there must be a draft to find"
    for query in ("drafted", "Measures", "A note for readers", "own_account", "device-identifier"):
        assert found(stranger, query) == []


def test_only_the_current_version_of_a_page_is_found(published_apple, stranger):
    published_apple.consent = {"en": "A handshake.", "de": "Ein Handschlag."}
    published_apple.save()
    published_apple.publish(note=NOTE)
    assert found(stranger, "handshake") == [APPLE]
    assert found(stranger, "certificate") == []
    assert SearchText.objects.count() == 2


def test_a_withdrawn_page_is_found_no_more_until_it_is_public_again(
    published_apple, published_security, stranger
):
    published_apple.withdraw(note={"en": "We left."})
    assert found(stranger, "imei") == found(stranger, "We left") == []
    assert found(stranger, "measures") == [SECURITY]
    published_apple.publish(note={"en": "We are back."})
    assert found(stranger, "imei") == [APPLE]


def test_the_words_can_be_made_again_from_the_record(published_apple, published_security, stranger):
    published_apple.consent = {"en": "A handshake.", "de": "Ein Handschlag."}
    published_apple.save()
    published_apple.publish(note=NOTE)
    published_security.withdraw(note=NOTE)
    before = list(
        SearchText.objects.order_by("version", "language").values(
            "version", "language", "text", "folded"
        )
    )
    assert len(before) == 2
    SearchText.objects.all().delete()
    SearchText.objects.create(
        version=Version.objects.get(position=1), language="en", text="stale", folded="stale"
    )
    call_command("rebuild_search")
    after = list(
        SearchText.objects.order_by("version", "language").values(
            "version", "language", "text", "folded"
        )
    )
    assert after == before


def test_a_search_for_nothing_finds_nothing_and_one_in_vain_says_so(published_apple, stranger):
    assert found(stranger, "") == found(stranger, "  ") == []
    assert "No page that is currently public contains all of these words." in main(
        stranger.get("/search/?q=nonsense")
    )
    assert "No page that is currently public" not in main(stranger.get("/search/"))


def test_a_query_of_very_many_words_is_answered(published_apple, stranger):
    words = [f"{a}{b}" for a in "abcdefghijklmnopqrstuvwxyz" for b in "abcdefghijklmnopqrstuvwxyz"][
        :640
    ]
    assert found(stranger, " ".join(words)) == []
    assert found(stranger, "e " * 998 + "e") == [APPLE]


def test_a_result_shows_the_words_around_the_one_found(security, stranger):
    security.body = {"en": f"Start. {'Before. ' * 60}The **KEY** of it.{' After.' * 60} End."}
    security.save()
    security.publish(note=NOTE)
    shown = main(stranger.get("/search/?q=key"))
    assert "The KEY of it." in shown, "as readers see it, without the marks of Markdown"
    assert "Start." not in shown
    assert "End." not in shown


# The excerpt


def test_an_excerpt_is_cut_at_spaces_and_says_where_it_was_cut():
    text = " ".join(f"word{n}" for n in range(100))
    assert excerpt(text, "word50", width=40) == "… word48 word49 word50 word51 …"
    assert excerpt(text, "word0", width=20) == "word0 word1 word2 …"
    assert excerpt(text, "word99", width=30) == "… word97 word98 word99"
    assert excerpt("short", "nothing") == "short"


def test_an_excerpt_finds_its_place_behind_letters_that_fold_to_two():
    text = "ß" * 200 + " " + "İ" * 50 + " the Straße here " + "x" * 200
    assert "Straße" in excerpt(text, "STRASSE")


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(8, 40),
)
def test_an_excerpt_says_nothing_that_the_text_does_not(text, query, width):
    text = unicodedata.normalize("NFC", text)
    part = excerpt(text, query, width).removeprefix("… ").removesuffix(" …")
    assert part in text.replace("\n", " ")
    assert len(part) <= width


@given(st.text(st.characters(max_codepoint=0x17F, exclude_characters="ı")))
def test_folding_is_blind_to_case_and_to_how_letters_are_composed(text):
    spellings = [text.upper(), text.lower(), unicodedata.normalize("NFD", text), folded(text)]
    assert {folded(spelling) for spelling in spellings} == {folded(text)}
