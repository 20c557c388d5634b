"""Tests of what people read: days, places, values, sentences, differences, titles."""

from datetime import UTC, date, datetime
from difflib import SequenceMatcher

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from subprocessors import wording
from subprocessors.archive.changes import compare, split
from subprocessors.archive.fields import PUBLIC_FIELDS
from subprocessors.archive.snapshots import make_row, row_values, settled
from subprocessors.wording import SentenceContext, differences
from subprocessors.wording.differences import marked

ON = "2026-11-02"
DECEMBER = "2026-12-03"
TOLD = SentenceContext(on=ON)
CORRECTING = SentenceContext(on=ON, is_correction=True)


def a_change(kind="changed", day=DECEMBER, slug="acme", **fields):
    """A change as it is hashed."""
    return {
        "slug": slug,
        "kind": kind,
        "material": True,
        "effective_on": day,
        "fields": fields,
    }


def becomes(value, was=None):
    """A field whose value in force changes."""
    before = {"before": {"now": was}} if was is not None else {}
    return {**before, "after": {"now": value} if value is not None else {}}


def announced(value, was=None, *, on=DECEMBER, pending=None):
    """A field with ``was`` in force and ``value`` announced; ``pending`` was announced before."""
    now = {"now": was} if was is not None else {}
    before = {**now, **({"next": pending} if pending else {})}
    after = {**now, "next": {"on": on, "value": value}}
    return {**({"before": before} if before else {}), "after": after}


def dropped(was, pending):
    """A field whose pending announcement is dropped."""
    return {"before": {"now": was, "next": pending}, "after": {"now": was}}


def sentence(change, name="Acme Mail", context=TOLD):
    return wording.change_sentence(change, name, context=context)


IRELAND = {"on": DECEMBER, "value": ["IE"]}
ADDITION = a_change(
    "added",
    name=becomes("Acme Mail"),
    legal_name=becomes("Acme Mail Inc."),
    purpose=becomes("e-mail delivery"),
    places=becomes(["US"]),
    effective_on=becomes(DECEMBER),
)


# Days and places


def test_days_are_written_in_full_and_short_in_cells():
    assert wording.day("2026-12-03") == "3 December 2026"
    assert wording.short_day("2026-12-03") == "3 Dec 2026"


def test_days_follow_the_language():
    with override("de"):
        assert wording.day("2026-12-03") == "3 Dezember 2026"


def test_an_instant_names_the_clock_it_is_told_by():
    at = datetime(2026, 11, 2, 8, 14, tzinfo=UTC)
    assert wording.day_and_time(at, "Europe/Berlin") == "2 November 2026, 09:14 CET"
    assert wording.day_and_time(at, "America/Sao_Paulo") == "2 November 2026, 05:14 UTC-03"


def test_many_places_are_counted_not_listed():
    assert wording.places_in_words([]) == ""
    assert wording.places_in_words(["IE", "DE"]) == "Germany and Ireland"
    assert wording.places_in_words(["IE", "DE", "FR"]) == "France, Germany and Ireland"
    assert (
        wording.places_in_words(["BR", "CN", "IN", "JP", "ZA", "MX"]) == "Brazil, China and 4 more"
    )


def test_places_are_all_named_where_there_is_room():
    codes = ["IE", "DE", "FR", "US"]
    assert wording.places_in_words(codes) == "France, Germany, Ireland and United States"


def test_the_places_that_customers_ask_for_come_first():
    few, many = ["AU", "BR", "CA", "DE", "IN", "US"], ["AU", "BR", "DE", "FR", "IE", "JP", "US"]
    assert wording.places_in_words(few) == "Germany, United States and 4 more"
    assert wording.places_in_words(["AU", "BR", "DE", "FR", "IN", "US"]) == (
        "France, Germany, United States and 3 more"
    )
    assert wording.places_in_words(many) == "3 EEA countries, United States and 3 more"
    assert wording.places_in_words(["EU", *many]) == (
        "European Union, 3 EEA countries, United States and 3 more"
    )


def test_no_place_is_lost_from_the_count():
    eea = ["AT", "BE", "BG", "CY", "CZ", "DE", "DK"]
    assert wording.places_in_words(eea) == "7 EEA countries"
    assert wording.places_in_words([*eea, "SG"]) == "7 EEA countries and Singapore"


def test_regions_come_before_countries():
    assert wording.place_names(["AT", "EU"]) == ["European Union", "Austria"]


def test_a_place_is_named_in_the_language_of_the_moment():
    assert wording.place_names(["DE"]) == ["Germany"]
    with override("de"):
        assert wording.place_names(["DE"]) == ["Deutschland"]
    assert wording.place_names(["DE"]) == ["Germany"]


def test_every_public_field_has_a_label():
    assert all(wording.field_label(field) and wording.field_words(field) for field in PUBLIC_FIELDS)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("places", ["IE", "WORLDWIDE"], "Worldwide, Ireland"),
        ("country", "GB", "United Kingdom"),
        ("transfer_mechanisms", ["scc", "dpf"], "EU-US Data Privacy Framework, Standard"),
        ("services", ["chat", "gone"], "Chat, gone"),
        ("services", None, "All services"),
        ("uses_ai", "no", "No"),
        ("is_affiliate", True, "Yes"),
        ("former_names", ["A", "B"], "A, B"),
        ("purpose", None, ""),
        ("ended_on", "2026-12-31", "31 December 2026"),
    ],
)
def test_values_are_said_in_words(field, value, words):
    assert wording.value_words(field, value, services={"chat": "Chat"}).startswith(words)


# Sentences


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (ADDITION, "Acme Mail starts on 3 December 2026."),
        (
            a_change("added", ON, name=becomes("Acme Mail"), effective_on=becomes("2024-01-01")),
            "Acme Mail was added to the list. It has been in use since 1 January 2024.",
        ),
        (a_change("added", ON, name=becomes("Acme Mail")), "Acme Mail was added to the list."),
        (
            a_change(
                "added",
                effective_on=becomes(DECEMBER, "2020-01-01"),
                ended_on=becomes(None, "2025-01-31"),
            ),
            "Acme Mail returns on 3 December 2026.",
        ),
        (
            {**ADDITION, "fields": {**ADDITION["fields"], "ended_on": becomes("2026-12-31")}},
            "Acme Mail starts on 3 December 2026. Its last day is 31 December 2026.",
        ),
        (
            a_change("added", ON, effective_on=becomes("2024-01-01"), ended_on=becomes(ON)),
            "Acme Mail was added to the list. It has been in use since 1 January 2024."
            " Its last day is 2 November 2026.",
        ),
        (
            a_change(
                "added", ON, effective_on=becomes("2024-01-01"), ended_on=becomes("2024-06-30")
            ),
            "Acme Mail was added to the list. It was in use from 1 January 2024 to 30 June 2024.",
        ),
        (
            a_change("added", ON, ended_on=becomes("2024-06-30")),
            "Acme Mail was added to the list. Its last day was 30 June 2024.",
        ),
        (
            a_change("removed", "2027-01-01", ended_on=becomes("2026-12-31")),
            "31 December 2026 is the last day of Acme Mail.",
        ),
        (
            a_change("removed", "2026-10-01", ended_on=becomes("2026-09-30")),
            "Acme Mail is no longer used. Its last day was 30 September 2026.",
        ),
        (
            a_change("removed", ON, name=becomes(None, "Acme Mail")),
            "Acme Mail is no longer on the list.",
        ),
        (
            a_change(ended_on=becomes(None, "2026-12-31")),
            "Acme Mail stays in use. It does not end on 31 December 2026.",
        ),
        (
            a_change(ended_on=becomes("2027-01-31", "2026-12-31")),
            "The last day of Acme Mail is 31 January 2027, not 31 December 2026.",
        ),
        (
            a_change(effective_on=becomes("2027-02-01", DECEMBER)),
            "Acme Mail starts on 1 February 2027, not on 3 December 2026.",
        ),
        (
            a_change(places=announced(["IE", "US"], ["US"])),
            "From 3 December 2026 Acme Mail also processes data in Ireland.",
        ),
        (
            a_change(places=announced(["IE"], ["US"])),
            "From 3 December 2026 Acme Mail processes data in Ireland instead of the"
            " United States.",
        ),
        (
            a_change(places=announced(["US"], ["NL", "US"])),
            "From 3 December 2026 Acme Mail no longer processes data in the Netherlands.",
        ),
        (
            a_change(places=announced(["DE", "IE"], ["IE", "US"])),
            "From 3 December 2026 Acme Mail also processes data in Germany, and no longer in"
            " the United States.",
        ),
        (
            a_change(purpose=announced("SMS", "E-mail"), retention=announced("30 days", "1 year")),
            "For Acme Mail, the nature of processing and the retention period will change on"
            " 3 December 2026.",
        ),
        (
            a_change(day=ON, purpose=becomes("SMS", "E-mail")),
            "For Acme Mail, the nature of processing changed.",
        ),
        (
            a_change(day="2026-10-01", purpose=becomes("SMS", "E-mail")),
            "For Acme Mail, the nature of processing changed on 1 October 2026.",
        ),
        (
            a_change(purpose=becomes("SMS", "E-mail")),
            "Changed for Acme Mail before it starts on 3 December 2026: the nature of processing.",
        ),
    ],
)
def test_a_change_is_one_plain_sentence(change, said):
    assert sentence(change) == said


def test_a_rename_names_both_and_is_silent_on_the_former_name():
    change = a_change(
        day=ON,
        name=becomes("Acme Post", "Acme Mail"),
        former_names=becomes(["Acme Mail"]),
    )
    assert sentence(change, "Acme Post") == "Acme Mail is now called Acme Post."


def test_a_rename_published_as_wording_is_a_rename_where_it_leaves_a_former_name():
    renamed = a_change(
        day=ON, name=becomes("Bolt Mail", "Acme Mail"), former_names=becomes(["Acme Mail"])
    )
    renamed["material"] = False
    assert sentence(renamed, "Bolt Mail") == "Acme Mail is now called Bolt Mail."
    assert wording.change_title(renamed, "Bolt Mail", context=TOLD) == (
        "Renamed: Acme Mail is now called Bolt Mail"
    )
    spelt = {**a_change(day=ON, name=becomes("ACME", "Acme")), "material": False}
    assert sentence(spelt, "ACME") == "The name is now written ACME, not Acme."


def test_what_changes_beside_a_rename_is_said_too():
    change = a_change(
        day=ON, name=becomes("Acme Post", "Acme Mail"), purpose=becomes("SMS", "E-mail")
    )
    assert sentence(change, "Acme Post") == (
        "Acme Mail is now called Acme Post. Also changed: the nature of processing."
    )


def test_an_addition_and_a_removal_together_are_a_replacement():
    added = a_change(
        "added", name=becomes("Gamma"), effective_on=becomes(DECEMBER), replaces=becomes("beta")
    )
    removed = a_change("removed", slug="beta", ended_on=becomes("2026-12-02"))
    context = SentenceContext(on=ON, names={"beta": "Beta"}, replaced_by={"beta": "Gamma"})
    assert sentence(added, "Gamma", context) == "From 3 December 2026 Gamma replaces Beta."
    assert sentence(removed, "Beta", context) == (
        "2 December 2026 is the last day of Beta; Gamma takes its place."
    )


def test_what_will_not_happen_is_told_with_the_version_that_announced_it():
    context = SentenceContext(on=ON, announced_in={("acme", "places"): 11})
    change = a_change(places=dropped(["US"], IRELAND))
    assert sentence(change, context=context) == (
        "Acme Mail: processing in Ireland from 3 December 2026, announced in version 11, will not"
        " happen."
    )


def test_another_announcement_tells_that_the_pending_one_will_not_happen():
    context = SentenceContext(on=ON, announced_in={("acme", "places"): 11})
    change = a_change(
        day="2027-02-01",
        places=announced(["DE"], ["US"], on="2027-02-01", pending=IRELAND),
    )
    assert sentence(change, context=context) == (
        "From 1 February 2027 Acme Mail processes data in Germany instead of the United States."
        " Processing in Ireland from 3 December 2026, announced in version 11, will not happen."
    )


def test_a_moved_announcement_says_both_days():
    change = a_change(
        day="2027-02-01",
        places=announced(["IE"], ["US"], on="2027-02-01", pending=IRELAND),
    )
    assert sentence(change) == (
        "Acme Mail: the change of the places of processing comes on 1 February 2027, not on"
        " 3 December 2026 as announced before."
    )


def test_what_comes_earlier_than_announced_is_not_said_to_fail():
    change = a_change(
        day=ON,
        places={"before": {"now": ["US"], "next": IRELAND}, "after": {"now": ["IE"]}},
    )
    assert sentence(change) == (
        "From 2 November 2026 Acme Mail processes data in Ireland instead of the United States."
    )


def test_dropped_before_start_and_listed_by_mistake_are_told_apart():
    withdrawal = a_change("removed", ON, withdrawn_on=becomes(ON))
    to_come = {"acme": DECEMBER}
    assert sentence(withdrawal, context=SentenceContext(on=ON, starts=to_come)) == (
        "Acme Mail was dropped before its start on 3 December 2026, and will not be used."
    )
    corrected = SentenceContext(on=ON, is_correction=True, starts={"acme": "2024-01-01"})
    assert sentence(withdrawal, context=corrected) == "Acme Mail was listed by mistake."
    early = SentenceContext(on=ON, is_correction=True, starts=to_come)
    assert "dropped before its start" in sentence(withdrawal, context=early)


def test_a_correction_does_not_claim_that_a_place_is_new():
    change = a_change(day=ON, places=becomes(["IE"], ["US"]))
    assert sentence(change, context=CORRECTING) == (
        "Corrected for Acme Mail: the places of processing."
    )


def test_what_is_repeated_says_so():
    change = {**a_change(places=announced(["IE"], ["US"])), "reissues": 11}
    assert sentence(change).startswith("Repeated because version 11 was wrong: From 3")


def test_a_redacted_change_has_nothing_to_say():
    assert sentence(a_change(), name="") == ""
    assert wording.change_title(a_change(), "", context=TOLD) == ""
    assert wording.was_and_is(a_change(), context=TOLD) == []


def test_names_stay_as_they_are():
    for name in ("株式会社", "<script>", "A & B", "\u202eevil", "Zero\u200bwidth", "100% %(name)s"):
        assert name in sentence(ADDITION, name)


@pytest.mark.parametrize(
    ("field", "now", "value", "said"),
    [
        ("places", ["US"], ["SG", "US"], "From 1 February 2027: also processes data in Singapore"),
        (
            "places",
            ["US"],
            ["SG"],
            "From 1 February 2027: processes data in Singapore instead of the United States",
        ),
        ("places", None, ["SG"], "From 1 February 2027: processes data in Singapore"),
        (
            "places",
            ["SG", "US"],
            ["SG"],
            "From 1 February 2027: no longer processes data in the United States",
        ),
        ("name", "Acme", "Acme Post", "From 1 February 2027: new name “Acme Post”"),
        ("purpose", "a", "SMS", "From 1 February 2027: nature of processing “SMS”"),
        ("purpose", "a", "x" * 61, "From 1 February 2027: new nature of processing"),
        ("purpose", "a", None, "From 1 February 2027: nature of processing no longer stated"),
    ],
)
def test_what_is_announced_for_a_row_is_a_short_sentence(field, now, value, said):
    row = {"slug": "acme", "now": {field: now}}
    coming = {"on": "2027-02-01", **({"value": value} if value else {})}
    assert wording.announced_sentence(row, {field: coming}) == said


# What was not stated before, and what only reads differently


def wording_only(**fields):
    """A change of words alone, published on its day."""
    return {**a_change(day=ON, **fields), "material": False}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            wording_only(places=becomes(["US"])),
            "The places of processing of Acme Mail are now stated: United States.",
        ),
        (
            a_change(day=ON, places=becomes(["US"])),
            "The places of processing of Acme Mail are now stated: United States.",
        ),
        (
            a_change(places=announced(["US"])),
            "From 3 December 2026 Acme Mail processes data in the United States. No place was"
            " stated before.",
        ),
        (
            wording_only(website=becomes("https://acme.example"), retention=becomes("30 days")),
            "For Acme Mail, we now state the website and the retention period.",
        ),
        (
            a_change(purpose=announced("E-mail")),
            "From 3 December 2026 we state the nature of processing for Acme Mail.",
        ),
        (
            a_change(purpose=becomes("E-mail")),
            "For Acme Mail, we now state the nature of processing.",
        ),
        (
            wording_only(uses_ai=becomes("no"), purpose=becomes("SMS", "E-mail")),
            "For Acme Mail, only the wording of the nature of processing changed. We now also"
            " state the use of AI.",
        ),
        (
            a_change(day=ON, effective_on=becomes("2024-01-01")),
            "Acme Mail has been in use since 1 January 2024.",
        ),
        # Of services empty says something: all of them.
        (
            a_change(day=ON, services=becomes(["chat"])),
            "For Acme Mail, the services changed.",
        ),
    ],
)
def test_what_is_first_stated_is_not_said_to_have_changed(change, said):
    assert sentence(change) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            a_change(day=ON, retention=becomes(None, "30 days")),
            "For Acme Mail, we no longer state the retention period.",
        ),
        (
            a_change(day=ON, places=becomes(None, ["US"])),
            "The places of processing of Acme Mail are no longer stated.",
        ),
        (
            a_change(day=ON, services=becomes(None, ["chat"])),
            "For Acme Mail, the services changed.",
        ),
    ],
)
def test_what_is_no_longer_stated_is_not_said_to_have_changed(change, said):
    assert sentence(change) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            wording_only(places=becomes(["IE", "US"], ["US"])),
            "The places of processing of Acme Mail are now stated as: Ireland and United States.",
        ),
        (
            wording_only(purpose=becomes("E-mail delivery", "E-Mail")),
            "For Acme Mail, only the wording of the nature of processing changed.",
        ),
        (
            wording_only(name=becomes("Acme Mail", "Acme Mial")),
            "The name is now written Acme Mail, not Acme Mial.",
        ),
        (
            {**a_change(places=announced(["IE"], ["US"])), "material": False},
            "From 3 December 2026 the places of processing of Acme Mail are stated as: Ireland.",
        ),
        (
            {**a_change(purpose=announced("b", "a")), "material": False},
            "For Acme Mail, only the wording of the nature of processing will change, on"
            " 3 December 2026.",
        ),
        # No notice is owed of an address, and yet it is a fact.
        (
            wording_only(address=becomes("2 High Street", "1 High Street")),
            "For Acme Mail, the address changed.",
        ),
    ],
)
def test_a_change_of_wording_alone_is_not_told_as_a_change_of_fact(change, said):
    assert sentence(change) == said


def test_what_an_import_stores_without_notice_is_a_change_all_the_same():
    change = wording_only(purpose=becomes("SMS", "E-mail"))
    quiet = SentenceContext(on=ON, is_quiet=True)
    assert sentence(change, context=quiet) == "For Acme Mail, the nature of processing changed."


def test_the_places_in_words_are_not_said_to_change_beside_the_places():
    change = a_change(
        places=announced(["IE"], ["US"]),
        processing_location={
            "before": {"now": "United States"},
            "after": {"now": "United States", "next": {"on": DECEMBER}},
        },
    )
    assert sentence(change) == (
        "From 3 December 2026 Acme Mail processes data in Ireland instead of the United States."
    )


# The word before a change


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (ADDITION, "Announced"),
        (a_change("added", ON, name=becomes("Acme")), "Added"),
        (a_change(places=announced(["IE"], ["US"])), "Will change"),
        (a_change(day=ON, places=becomes(["IE"], ["US"])), "Changed"),
        (a_change(day=ON, places=dropped(["US"], IRELAND)), "Will not change"),
        (a_change(day=ON, ended_on=becomes(None, DECEMBER)), "Will not end"),
        (wording_only(places=becomes(["US"])), "Now stated"),
        (wording_only(purpose=becomes("b", "a")), "Reworded"),
        (a_change("removed", "2026-12-04", ended_on=becomes(DECEMBER)), "Ends"),
        (a_change("removed", "2026-10-02", ended_on=becomes("2026-10-01")), "Removed"),
        (a_change("removed", ON, name=becomes(None, "Acme")), "Removed"),
        (a_change("removed", ON, withdrawn_on=becomes(ON)), "Dropped"),
        (a_change(), "Changed"),
    ],
)
def test_the_word_says_what_was_so_on_the_day_of_the_publication(change, word):
    assert wording.change_word(change, context=TOLD) == word


# Was and Is now


def test_only_the_words_that_differ_are_marked():
    assert marked("Delivery of e-mail", "Delivery of bills") == (
        "Delivery of <del>e-mail</del>",
        "Delivery of <ins>bills</ins>",
    )


def test_texts_with_little_in_common_are_marked_whole():
    assert marked("Sends e-mail", "Stores backups in Ireland") == (
        "<del>Sends e-mail</del>",
        "<ins>Stores backups in Ireland</ins>",
    )


def test_values_come_out_escaped_and_lines_stay_lines():
    was, now = marked("<b> & one\ntwo", "<b> & one\n<script>")
    assert was == "&lt;b&gt; &amp; one<br><del>two</del>"
    assert now == "&lt;b&gt; &amp; one<br><ins>&lt;script&gt;</ins>"


def test_one_word_is_found_in_a_long_text():
    was = " ".join(f"word{number}" for number in range(3_000))
    assert marked(was, was.replace("word7 ", "other "))[1].count("<ins>") == 1
    assert marked(was, was + " more")[1].endswith("word2999 <ins>more</ins>")


@pytest.fixture
def pairs(monkeypatch):
    """How many pairs of equal words were matched with each other; the time goes by them."""
    found = []

    class Counting(SequenceMatcher):
        def __init__(self, is_junk, old, new, **options):
            found.append(sum(word == other for word in old for other in new))
            super().__init__(is_junk, old, new, **options)

    monkeypatch.setattr(differences, "SequenceMatcher", Counting)
    marked.cache_clear()
    return found


@pytest.mark.parametrize("times", [245, 500, 2_000])
def test_texts_that_repeat_themselves_are_not_matched_word_by_word(pairs, times):
    was, _now = marked("a " * 2 * times + "end", "a b " * times + "finish")
    assert was.startswith("<del>a a")
    assert sum(pairs) <= 50_000


def test_texts_that_differ_in_little_are_matched_word_by_word(pairs):
    marked("a b c d e f", "x b c d e f y")
    assert pairs == [5]


def test_codes_are_marked_one_by_one():
    (difference,) = wording.was_and_is(
        a_change(places=announced(["IE", "US"], ["DE", "US"])), context=TOLD
    )
    assert difference.was == "<del>Germany</del>, United States"
    assert difference.now == "<ins>Ireland</ins>, United States"
    assert wording.day(difference.day) == "3 December 2026"


def test_what_was_not_stated_before_is_said_to_be_so():
    (difference,) = wording.was_and_is(a_change(retention=becomes("30 days")), context=TOLD)
    assert (difference.was, difference.now) == ("Not stated", "<ins>30 days</ins>")


def test_a_dropped_announcement_is_struck_out():
    (difference,) = wording.was_and_is(a_change(places=dropped(["US"], IRELAND)), context=TOLD)
    assert (difference.was, difference.now) == ("United States", "United States")
    assert difference.pending == "<del>Ireland</del>"


def test_a_field_corrected_today_and_announced_anew_is_shown_twice():
    change = a_change(
        places={
            "before": {"now": ["US"], "next": IRELAND},
            "after": {"now": ["FR"], "next": {"on": DECEMBER, "value": ["DE"]}},
        }
    )
    today, later = wording.was_and_is(change, context=CORRECTING)
    assert (today.now, today.day) == ("<ins>France</ins>", None)
    assert (later.now, later.pending) == ("<ins>Germany</ins>", "<del>Ireland</del>")


def test_an_addition_states_its_facts():
    assert wording.stated_values(ADDITION, context=TOLD) == [
        ("Legal name", "Acme Mail Inc."),
        ("Nature of processing", "e-mail delivery"),
        ("Places of processing", "United States"),
    ]


def test_changed_facts_and_labels_are_shown_against_the_version_before():
    entry = {"of": "service", "slug": "chat", "label": "Chat", "order": 1}
    before = ({"organisation": "Example GmbH", "notice_days": 30}, [entry])
    after = ({"organisation": "Example AG"}, [{**entry, "label": "Talk"}])
    shown = [(d.label, d.was, d.now) for d in wording.stated_differences(before, after)]
    assert shown == [
        ("Organisation", "Example <del>GmbH</del>", "Example <ins>AG</ins>"),
        ("Notice period", "<del>30 days</del>", "Not stated"),
        ("Services", "<del>Chat</del>", "<ins>Talk</ins>"),
    ]
    assert wording.stated_differences(before, before) == []


# Laws

days = st.dates(date(2026, 10, 1), date(2027, 1, 31)).map(str)
texts = st.sampled_from(["a", "b c", "<i>", "x" * 90])
VALUES = {
    "name": texts,
    "purpose": texts,
    "former_names": st.lists(texts, min_size=1, max_size=2),
    "places": st.sets(st.sampled_from(["IE", "US", "EU"]), min_size=1).map(sorted),
    "services": st.sets(st.sampled_from(["chat", "mail"]), min_size=1).map(sorted),
    "is_affiliate": st.just(True),
    "uses_ai": st.sampled_from(["yes", "no"]),
    "effective_on": days,
    "ended_on": days,
    "withdrawn_on": days,
    "replaces": st.just("beta"),
}
ANNOUNCED = ("name", "purpose", "places", "services", "uses_ai")


@st.composite
def rows(draw):
    """A row of any values in force and announced, sound or not; or none."""
    if not draw(st.integers(0, 5)):
        return []
    others = {field: values for field, values in VALUES.items() if field != "name"}
    now = draw(st.fixed_dictionaries({"name": texts}, optional=others))
    later = {}
    for field in draw(st.sets(st.sampled_from(ANNOUNCED), max_size=2)):
        value = draw(st.one_of(st.none(), VALUES[field])) if field != "name" else draw(texts)
        later[field] = {"on": draw(days), **({"value": value} if value else {})}
    return [make_row("acme", row_values(now), later)]


@given(rows(), rows(), st.booleans())
def test_whatever_changes_there_is_a_sentence_for_it(before, after, is_correction):
    context = SentenceContext(on=ON, is_correction=is_correction, names={"beta": "Beta"})
    before = [settled(row, ON) for row in before]
    for whole in compare(before, after, on=ON):
        new = after[0] if after else None
        for change in split(whole, new=new, on=ON):
            said = [
                wording.change_sentence(change, "Acme", context=context),
                wording.change_title(change, "Acme", context=context),
                wording.publication_title([change], {"acme": "Acme"}, context=context),
            ]
            assert all(said)
            assert not any("None" in text or "%(" in text for text in said)
            for difference in wording.was_and_is(change, context=context):
                assert difference.label
                assert difference.now
                assert "<i>" not in difference.was + difference.now + difference.pending


# Titles


@pytest.mark.parametrize(
    ("change", "title"),
    [
        (ADDITION, "Announced: Acme Mail Inc. (e-mail delivery, US) from 3 December 2026"),
        (
            {**ADDITION, "fields": {**ADDITION["fields"], "ended_on": becomes("2026-12-31")}},
            "Announced: Acme Mail Inc. (e-mail delivery, US) from 3 December 2026"
            " to 31 December 2026",
        ),
        (
            a_change("removed", "2027-01-01", ended_on=becomes("2026-12-31")),
            "Ends: Acme Mail, last day 31 December 2026",
        ),
        (
            a_change(places=announced(["IE", "US"], ["US"])),
            "Will change: Acme Mail (also processes data in Ireland) from 3 December 2026",
        ),
        (
            a_change(day=ON, name=becomes("Acme Post", "Acme Mail")),
            "Renamed: Acme Mail is now called Acme Post",
        ),
        (
            a_change(
                day=ON,
                name=becomes("Acme Post", "Acme Mail"),
                places=becomes(["IE"], ["US"]),
                purpose=becomes("SMS", "E-mail"),
            ),
            "Renamed: Acme Mail is now called Acme Post (also: nature of processing,"
            " places of processing)",
        ),
        (
            a_change(
                day=DECEMBER,
                effective_on=becomes(DECEMBER, "2027-01-01"),
                places=becomes(["IE"], ["US"]),
            ),
            "New start: Acme Mail from 3 December 2026 (also: places of processing)",
        ),
        (
            a_change("removed", ON, ended_on=becomes("2026-12-31"), places=becomes(["IE"], ["US"])),
            "Ends: Acme Mail, last day 31 December 2026 (also: places of processing)",
        ),
        (
            a_change(day=ON, purpose=becomes("SMS", "E-mail"), places=dropped(["US"], IRELAND)),
            "Changed: Acme Mail (nature of processing) from 2 November 2026"
            " (also: places of processing)",
        ),
        (
            a_change(day=ON, ended_on=becomes(None, "2026-12-31"), places=becomes(["IE"], ["US"])),
            "Will not end: Acme Mail, announced for 31 December 2026 (also: places of processing)",
        ),
        (
            a_change(places=dropped(["US"], IRELAND)),
            "Will not change: Acme Mail (places of processing)",
        ),
        (
            a_change(day="2027-02-01", effective_on=becomes("2027-02-01", DECEMBER)),
            "New start: Acme Mail from 1 February 2027",
        ),
        (a_change("removed", ON, withdrawn_on=becomes(ON)), "Dropped before start: Acme Mail"),
        (a_change("added", ON, name=becomes("Acme Mail")), "Added: Acme Mail"),
        (
            a_change("added", ON, name=becomes("Acme"), effective_on=becomes("2024-01-01")),
            "Added: Acme Mail, in use since 1 January 2024",
        ),
        (
            a_change("removed", "2026-10-01", ended_on=becomes("2026-09-30")),
            "No longer used: Acme Mail, last day 30 September 2026",
        ),
        (
            a_change(day=ON, ended_on=becomes(None, "2026-12-31")),
            "Will not end: Acme Mail, announced for 31 December 2026",
        ),
        (
            a_change(name=announced("Acme Post", "Acme Mail")),
            "Will be renamed: Acme Mail, to Acme Post from 3 December 2026",
        ),
        (
            a_change(day=ON, places=becomes(["IE"], ["US"])),
            "Changed: Acme Mail (processes data in Ireland instead of the United States) from"
            " 2 November 2026",
        ),
        (
            a_change(purpose=becomes("SMS", "E-mail")),
            "Changed before start: Acme Mail (nature of processing)",
        ),
        (
            a_change(day=ON, places=becomes(["US"])),
            "Now stated: Acme Mail (places of processing)",
        ),
        (
            wording_only(purpose=becomes("SMS", "E-mail")),
            "Reworded: Acme Mail (nature of processing)",
        ),
    ],
)
def test_titles_carry_the_facts(change, title):
    assert wording.change_title(change, "Acme Mail", context=TOLD) == title


def test_titles_stay_on_one_line_and_short():
    change = a_change(
        "added",
        name=becomes("A\nB"),
        purpose=becomes("long " * 100),
        effective_on=becomes(DECEMBER),
    )
    title = wording.change_title(change, "A\nB", context=TOLD)
    assert title.startswith("Announced: A B (long long")
    assert len(title) < 120


def test_more_than_three_changes_are_counted_in_a_title():
    assert wording.joined_title(["a", "b", "c"]) == "a; b; c"
    assert wording.joined_title(["a", "b", "c", "d"]) == "a; b; c; and 1 more change"
    assert wording.joined_title(["a", "b", "c"], 500) == "a; b; c; and 497 more changes"


def test_titles_are_proposed_to_the_desk():
    names = {"acme": "Acme Mail", "beta": "Beta"}
    places = a_change(slug="beta", places=announced(["IE"], ["US"]))
    assert wording.publication_title([ADDITION, places], names, context=TOLD) == (
        "Acme Mail announced; Beta: places of processing will change"
    )
    assert wording.publication_title([places], names, context=TOLD, corrects=12) == (
        "Correction of version 12: Beta: places of processing will change"
    )
    assert wording.publication_title([], {}, context=TOLD) == "Company details changed"


@pytest.mark.parametrize(
    ("change", "title"),
    [
        (a_change("added", ON, name=becomes("Acme")), "Acme added"),
        (ADDITION, "Acme announced"),
        (a_change("removed", "2026-10-01", ended_on=becomes("2026-09-30")), "Acme no longer used"),
        (a_change(day=ON, purpose=becomes("b", "a")), "Acme: nature of processing changed"),
        (wording_only(purpose=becomes("b", "a")), "Acme: nature of processing reworded"),
        (wording_only(places=becomes(["US"])), "Acme: places of processing now stated"),
        (a_change(places=dropped(["US"], IRELAND)), "Acme: places of processing will not change"),
        (
            a_change(
                places=announced(["IE"], ["US"], on="2027-02-01", pending=IRELAND),
            ),
            "Acme: change of places of processing on another day",
        ),
        (a_change(effective_on=becomes("2027-02-01", DECEMBER)), "new start of Acme"),
        (a_change(day=ON, ended_on=becomes(None, DECEMBER)), "Acme stays in use"),
        (a_change(name=announced("Beta", "Acme")), "Acme will be renamed Beta"),
        (
            a_change(name=becomes("Beta", "Acme"), former_names=becomes(["Acme"])),
            "Acme renamed Beta",
        ),
    ],
)
def test_a_proposed_title_says_what_is_so_on_the_day_of_publication(change, title):
    assert wording.publication_title([change], {"acme": "Acme"}, context=TOLD) == title


def test_a_proposed_title_leaves_out_no_material_field():
    fields = ("purpose", "data_categories", "places", "notes", "website")
    change = a_change(day=ON, **{name: becomes("new", "old") for name in fields})
    change["fields"]["places"] = becomes(["IE"], ["US"])
    title = wording.publication_title([change], {"acme": "Acme"}, context=TOLD)
    for words in ("nature of processing", "personal data concerned", "places of processing"):
        assert words in title
    assert title.endswith("other facts changed")


def test_a_title_writes_a_name_as_its_owner_does():
    addition = a_change("added", ON, name=becomes("xAI"))
    assert wording.publication_title([addition], {"acme": "xAI"}, context=TOLD) == "xAI added"


def test_what_an_import_no_longer_lists_is_not_said_to_end():
    gone = a_change("removed", name=becomes(None, "npm Inc"))
    assert wording.publication_title([gone], {"acme": "npm Inc"}, context=TOLD) == (
        "npm Inc no longer listed"
    )
    ended = a_change("removed", ended_on=becomes("2026-12-31"))
    assert wording.publication_title([ended], {"acme": "Acme"}, context=TOLD) == "Acme ends"


def test_within_a_title_the_places_in_words_read_as_places():
    change = a_change(processing_location=becomes("US, Canada", "US"))
    assert wording.publication_title([change], {"acme": "Acme"}, context=TOLD) == (
        "Acme: places of processing changed"
    )


def test_an_opening_counts_and_an_import_says_who_states_it():
    assert wording.opening_title(1) == "First published here: 1 sub-processor"
    assert wording.opening_title(14) == "First published here: 14 sub-processors"
    assert wording.opening_title(3, source={"by": "Example"}) == (
        "From before this portal, as stated by Example: 3 sub-processors"
    )


def test_places_that_stay_in_force_are_not_said_not_to_happen():
    both = {"on": DECEMBER, "value": ["IE", "US"]}
    text = sentence(a_change(places=dropped(["US"], both)))
    assert "in Ireland from" in text
    assert "United States" not in text
