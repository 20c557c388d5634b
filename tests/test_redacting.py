"""Text that must go is blanked on record; everything else stays and still verifies."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from subprocessors.archive import digests, triggers
from subprocessors.archive.digests import redacted_of, values_of
from subprocessors.models.publication import Change, Publication, Redaction, Snapshot
from subprocessors.publishing import Decisions, NotPublishable, publish
from subprocessors.publishing.redacting import CannotRedact, holding, redact
from subprocessors.verifying import Broken, verify
from tests.stories import TOLD_AT, add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
SECRET = "Jane Doe"
NOW = at("2026-12-01")
ERASURE = {"why": "Erasure, Art. 17 GDPR", "by": "ada", "at": NOW}


@pytest.fixture(autouse=True)
def told_too_much():
    """A person's name was published in version 1, stood in 2, and was corrected in 3."""
    make_portal()
    acme = add_row("Acme", contact=f"{SECRET}, jane@acme.example", effective_on="2024-01-01")
    bolt = add_row("Bolt", effective_on="2024-01-01")
    publish(at=TOLD_AT)
    edit_row(bolt, notes="Night shift")
    publish(at=at("2026-11-03"), decisions=Decisions(note=f"Told by {SECRET}."))
    edit_row(acme, contact="privacy@acme.example")
    publish(
        at=at("2026-11-04"),
        decisions=Decisions(
            corrects=1,
            reason="A person was named.",
            title="Contact mended",
            internal_reason=f"{SECRET} asked for it.",
        ),
    )


def everything_stored():
    """All that the archive's tables hold, as one text."""
    texts = [Snapshot.objects.get(publication=p).data.decode() for p in Publication.objects.all()]
    for model in (Publication, Change):
        texts += [str(values) for values in model.objects.values()]
    return "\n".join(texts)


def stands_in():
    return [n for n in (1, 2, 3) if SECRET in Snapshot.objects.get(publication=n).data.decode()]


def test_the_words_are_gone_from_every_part_and_column_and_the_chain_still_verifies():
    digests = list(Publication.objects.values_list("digest", flat=True))
    salts = [
        part["salt"]
        for number in (1, 2, 3)
        for listed in Snapshot.objects.get(publication=number).document["parts"].values()
        for part in listed
        if SECRET in json.dumps(part["value"])
    ]
    assert stands_in() == [1, 2, 3], "the change of version 3 still tells what was"
    redact([1, 2, 3], text=SECRET, **ERASURE)
    stored = everything_stored()
    for gone in (SECRET, "jane@acme.example", *salts):
        assert gone not in stored
    assert list(Publication.objects.values_list("digest", flat=True)) == digests
    report = verify()
    assert (report.publications, report.redacted_parts) == (3, Redaction.objects.count())


def test_the_page_of_the_first_version_counts_a_row_that_was_taken_out_as_the_log_does(client):
    redact([1, 2, 3], text=SECRET, **ERASURE)
    for address in ("/changes/1/", "/changes/"):
        text = client.get(address).content.decode()
        assert "First published here: 2 sub-processors" in text, address
        assert "First published here: 1 sub-processor" not in text, address


def test_everything_else_stays():
    before = Snapshot.objects.get(publication=1).document
    redact([1, 2, 3], text=SECRET, **ERASURE)
    after = Snapshot.objects.get(publication=1).document
    assert after["head"] == before["head"]
    assert [row["slug"] for row in values_of(after, "rows")] == ["bolt"]
    assert redacted_of(after, "rows") == [{"on": "2026-12-01", "why": "Erasure, Art. 17 GDPR"}]
    assert values_of(after, "facts") == values_of(before, "facts")
    assert Publication.objects.get(number=2).note == ""
    assert Publication.objects.get(number=2).title


def test_a_record_says_what_was_blanked_when_by_whom_and_why():
    records = redact([2], text=f"Told by {SECRET}", **ERASURE)
    [record] = records
    document = Snapshot.objects.get(publication=2).document
    assert [record.part] == document["head"]["note"]
    assert (record.number, record.publication_id, record.by) == (1, 2, "ada")
    assert (record.redacted_at, str(record.redacted_on)) == (NOW, "2026-12-01")
    assert record.why == "Erasure, Art. 17 GDPR"


def test_a_part_can_be_named_by_the_beginning_of_its_hash():
    part = Snapshot.objects.get(publication=2).document["head"]["note"][0]
    [record] = redact([2], part=part[:8], **ERASURE)
    assert record.part == part
    assert Publication.objects.get(number=2).note == ""
    verify()


def test_afterwards_the_archive_is_sealed_again():
    redact([1, 2, 3], text=SECRET, **ERASURE)
    assert triggers.missing(connection) == []


def test_the_list_is_published_on_after_a_redaction_and_the_chain_holds():
    redact([1, 2, 3], text=SECRET, **ERASURE)
    bolt = add_row("Crow", effective_on="2027-01-01")
    assert publish(at=at("2026-12-02")).number == 4
    edit_row(bolt, notes="x")
    assert publish(at=at("2026-12-03")).number == 5
    assert verify().publications == 5


def test_the_newest_version_must_be_free_of_the_words_first():
    edit_row(add_row("Crow", effective_on="2027-01-01"), contact=SECRET)
    publish(at=at("2026-11-30"))
    with pytest.raises(CannotRedact, match="Version 4, the newest, still carries this"):
        redact([1], text=SECRET, **ERASURE)
    assert not Redaction.objects.exists()
    assert triggers.missing(connection) == []


def test_where_else_the_words_stand_is_told():
    redact([1], text=SECRET, **ERASURE)
    assert holding(SECRET) == [2, 3]


def test_words_are_found_however_they_are_spelt_in_unicode():
    add_row("Zoe\u0308 Ltd", effective_on="2024-01-01", notes="x")
    edit_row(add_row("Crow", effective_on="2024-01-01"), contact="Zo\u00eb")
    publish(at=at("2026-11-05"), decisions=Decisions(left_out=frozenset({"zoe-ltd"})))
    assert holding("Zoe\u0308") == holding("Zo\u00eb") == [4]


@pytest.mark.parametrize(
    ("numbers", "given", "words"),
    [
        ([1], {"text": "Nobody"}, "Version 1 holds nothing that matches"),
        ([9], {"text": SECRET}, "There is no version 9"),
        ([1], {}, "Say either the text or the part"),
        ([1], {"text": SECRET, "part": "0" * 8}, "Say either the text or the part"),
        ([1], {"part": "0" * 7}, "is too short"),
        ([1], {"text": "   "}, "Say either the text or the part"),
        ([1], {"text": SECRET, "why": "  "}, "Say why"),
    ],
)
def test_a_redaction_that_would_do_nothing_or_is_not_reasoned_is_refused(numbers, given, words):
    before = everything_stored()
    with pytest.raises(CannotRedact, match=words):
        redact(numbers, **{**ERASURE, **given})
    assert everything_stored() == before
    assert not Redaction.objects.exists()


def test_nothing_is_blanked_twice():
    redact([1, 2, 3], text=SECRET, **ERASURE)
    with pytest.raises(CannotRedact, match="holds nothing that matches"):
        redact([1], text=SECRET, **ERASURE)


def test_a_blanked_part_cannot_be_unblanked_by_plain_sql_without_being_found():
    before = bytes(Snapshot.objects.get(publication=1).content)
    redact([1], text=SECRET, **ERASURE)
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE subprocessors_snapshot SET content = %s WHERE publication_id = 1", [before]
        )
    triggers.install(connection)
    with pytest.raises(Broken, match="whose part is not blank"):
        verify()


def test_the_command_blanks_says_so_and_names_what_is_left(capsys):
    call_command("redact", "1", "2", "--text", SECRET, "--reason", "Erasure", "--by", "ada")
    said = capsys.readouterr().out
    assert "Version 1: redacted part" in said
    assert "The same words still stand in: 3." in said
    call_command("verifypublications")
    parts = Redaction.objects.count()
    assert f"3 publications, unbroken. {parts} parts redacted." in capsys.readouterr().out


def test_the_command_says_why_it_did_nothing():
    with pytest.raises(CommandError, match="There is no version 9"):
        call_command("redact", "9", "--text", SECRET, "--reason", "Erasure")
    with pytest.raises(CommandError):
        call_command("redact", "1", "--reason", "Erasure")


def test_a_row_blanked_in_the_newest_version_stops_publishing_rather_than_vanishing():
    newest = Snapshot.objects.get(publication=3)
    blanked = digests.blank_parts(
        newest.document, set(newest.document["head"]["rows"][:1]), on="2026-12-01", why="x"
    )
    triggers.remove(connection)
    Snapshot.objects.filter(publication=3).update(content=Snapshot.pack(blanked))
    triggers.install(connection)
    with pytest.raises(NotPublishable, match="redacted rows"):
        publish(at=at("2026-12-02"))


def test_a_name_is_blanked_beside_changes_that_do_not_hold_it():
    named = add_row(f"{SECRET} Consulting", effective_on="2024-01-01")
    publish(at=at("2026-11-05"))
    edit_row(named, notes="Night shift")
    publish(at=at("2026-11-06"))
    edit_row(named, name="JD Consulting")
    days = {(named.slug, "material"): "2026-11-07"}
    reason = "A person was named."
    publish(at=at("2026-11-07"), decisions=Decisions(corrects=4, reason=reason, days=days))
    assert Change.objects.filter(publication=5, name__contains=SECRET).exists()
    redact([1, 2, 3, 4, 5, 6], text=SECRET, **ERASURE)
    assert SECRET not in everything_stored()
    verify()


def test_a_newest_version_with_redacted_rows_is_not_built_upon():
    snapshot = Snapshot.objects.get(publication=3)
    blank = digests.blank_parts(
        snapshot.document, set(snapshot.document["head"]["rows"]), on="", why=""
    )
    triggers.remove(connection)
    Snapshot.objects.filter(pk=3).update(content=Snapshot.pack(blank))
    triggers.install(connection)
    with pytest.raises(NotPublishable, match="Version 3 has redacted rows") as refusal:
        publish(at=NOW)
    assert refusal.value.problems[0].code == "redacted_base"
    assert Publication.objects.count() == 3
