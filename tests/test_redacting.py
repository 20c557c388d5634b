"""Text that must go is blanked on record; everything else stays and still verifies."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from subprocessors.archive import digests, triggers
from subprocessors.archive.digests import redacted_of, values_of
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Change, Publication, Redaction, Snapshot
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import Decisions, NotPublishable, editing, prepare, publish
from subprocessors.publishing.decisions import ShortNotice
from subprocessors.publishing.redacting import CannotRedact, holding, redact, redact_part
from subprocessors.verifying import Broken, verify
from tests.stories import TOLD_AT, add_row, at, edit_row, make_person, make_portal

pytestmark = pytest.mark.django_db
SECRET = "Jane Doe"
NOW = at("2026-12-01")
ERASURE = {"why": "Erasure, Art. 17 GDPR", "by": "ada", "at": NOW}


@pytest.fixture
def rows():
    """Acme, whose contact was a person; and Bolt."""
    make_portal()
    return (
        add_row("Acme", contact=f"{SECRET}, jane@acme.example", effective_on="2024-01-01"),
        add_row("Bolt", effective_on="2024-01-01"),
    )


@pytest.fixture(autouse=True)
def told_too_much(rows):
    """A person's name was published in version 1, stood in 2, and was corrected in 3."""
    acme, bolt = rows
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
    for model in (Publication, Change, Redaction):
        texts += [str(values) for values in model.objects.values()]
    return "\n".join(texts)


def stands_in():
    return [
        publication.number
        for publication in Publication.objects.order_by("number")
        if SECRET in publication.snapshot.data.decode()
    ]


def rows_of(number):
    document = Snapshot.objects.get(publication=number).document
    return {row["slug"]: row["now"] for row in values_of(document, "rows")}


# What was published


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
    redact(SECRET, **ERASURE)
    stored = everything_stored()
    for gone in (SECRET, "jane@acme.example", *salts):
        assert gone not in stored
    assert list(Publication.objects.values_list("digest", flat=True)) == digests
    report = verify()
    assert (report.publications, report.redacted_parts) == (3, Redaction.objects.count())


def test_the_page_of_the_first_version_counts_a_row_that_was_taken_out_as_the_log_does(client):
    redact(SECRET, **ERASURE)
    for address in ("/changes/1/", "/changes/"):
        text = client.get(address).content.decode()
        assert "First published here: 2 sub-processors" in text, address
        assert "First published here: 1 sub-processor" not in text, address


def test_everything_else_stays():
    before = Snapshot.objects.get(publication=1).document
    redact(SECRET, **ERASURE)
    after = Snapshot.objects.get(publication=1).document
    assert after["head"] == before["head"]
    assert [row["slug"] for row in values_of(after, "rows")] == ["bolt"]
    assert redacted_of(after, "rows") == [{"on": "2026-12-01", "why": "Erasure, Art. 17 GDPR"}]
    assert values_of(after, "facts") == values_of(before, "facts")
    assert Publication.objects.get(number=2).note == ""
    assert Publication.objects.get(number=2).title


def test_a_record_says_what_was_blanked_when_by_whom_and_why():
    records = redact(f"Told by {SECRET}", **ERASURE).records
    [record] = records
    document = Snapshot.objects.get(publication=2).document
    assert [record.part] == document["head"]["note"]
    assert (record.number, record.publication_id, record.by) == (1, 2, "ada")
    assert (record.redacted_at, str(record.redacted_on)) == (NOW, "2026-12-01")
    assert record.why == "Erasure, Art. 17 GDPR"
    assert record.gone_address is None


def test_a_part_can_be_named_by_the_beginning_of_its_hash():
    part = Snapshot.objects.get(publication=2).document["head"]["note"][0]
    [record] = redact_part(part[:8], **ERASURE).records
    assert record.part == part
    assert Publication.objects.get(number=2).note == ""
    verify()


def test_a_part_that_the_newest_version_is_built_of_is_not_blanked_for_itself():
    part = Snapshot.objects.get(publication=3).document["head"]["rows"][0]
    with pytest.raises(CannotRedact, match="Version 3, the newest, still carries this"):
        redact_part(part, **ERASURE)
    assert not Redaction.objects.exists()


def test_afterwards_the_archive_is_sealed_again():
    redact(SECRET, **ERASURE)
    assert triggers.missing(connection) == []


def test_the_list_is_published_on_after_a_redaction_and_the_chain_holds():
    redact(SECRET, **ERASURE)
    bolt = add_row("Crow", effective_on="2027-01-01")
    assert publish(at=at("2026-12-02")).number == 4
    edit_row(bolt, notes="x")
    assert publish(at=at("2026-12-03")).number == 5
    assert verify().publications == 5


def test_words_are_found_however_they_are_spelt_in_unicode():
    add_row("Zoe\u0308 Ltd", effective_on="2024-01-01", notes="x")
    edit_row(add_row("Crow", effective_on="2024-01-01"), contact="Zo\u00eb")
    publish(at=at("2026-11-05"), decisions=Decisions(left_out=frozenset({"zoe-ltd"})))
    assert holding("Zoe\u0308") == holding("Zo\u00eb") == [4]


# The version that mends the list


def test_where_the_newest_still_states_the_words_one_act_mends_it_and_blanks_what_was(rows):
    crow = add_row("Crow", contact=SECRET, notes="Nights", effective_on="2024-01-01")
    publish(at=at("2026-11-30"))
    done = redact(SECRET, **ERASURE)
    assert (done.mended_by.number, done.mended_by.kind, done.mended_by.corrects_id) == (
        (5, "correction", 1)
    )
    assert rows_of(5)["crow"] == {**rows_of(5)["crow"], "contact": "[redacted]", "notes": "Nights"}
    crow.refresh_from_db()
    assert crow.contact == "[redacted]"
    assert SECRET not in everything_stored()
    assert {record.publication_id for record in done.records} == {1, 2, 3, 4, 5}
    assert verify().publications == 5
    assert prepare(at=NOW).is_empty


def test_what_legal_wrote_on_the_desk_already_is_what_is_published(rows):
    crow = add_row("Crow", contact=f"{SECRET}, 3rd floor", effective_on="2024-01-01")
    publish(at=at("2026-11-30"))
    edit_row(crow, contact="privacy@crow.example")
    redact(SECRET, **ERASURE)
    assert rows_of(5)["crow"]["contact"] == "privacy@crow.example"
    assert prepare(at=NOW).is_empty


def test_other_edits_go_on_waiting_and_owe_their_notice(rows):
    acme, _bolt = rows
    crow = add_row("Crow", contact=SECRET, purpose="Support", effective_on="2024-01-01")
    publish(at=at("2026-11-30"))
    edit_row(crow, purpose="Hosting")
    edit_row(acme, places=["US"])
    add_row("Dove", effective_on="2027-01-01")
    redact(SECRET, **ERASURE)
    assert rows_of(5)["crow"]["purpose"] == "Support"
    assert "places" not in rows_of(5)["acme"]
    assert "dove" not in rows_of(5)
    waiting = {row.slug: row.waiting for row in prepare(at=NOW).differing}
    assert waiting == {"acme": ("places",), "crow": ("purpose",), "dove": waiting["dove"]}


def test_a_row_held_back_is_mended_as_it_was_published_not_as_it_is_edited():
    crow = add_row("Crow", contact=f"{SECRET}, 3rd floor", effective_on="2024-01-01")
    publish(at=at("2026-11-30"))
    edit_row(crow, contact="not yet decided", held_back=True)
    redact(SECRET, instead="Privacy team", **ERASURE)
    assert rows_of(5)["crow"]["contact"] == "Privacy team, 3rd floor"


def test_an_announced_value_is_mended_and_keeps_its_day(client):
    crow = add_row("Crow", purpose="Support", effective_on="2024-01-01")
    publish(at=at("2026-11-29"))
    edit_row(crow, purpose=f"Support by {SECRET}")
    days = {("crow", "material"): "2027-02-01"}
    publish(at=at("2026-11-30"), decisions=Decisions(days=days))
    redact(SECRET, instead="a person", **ERASURE)
    document = Snapshot.objects.get(publication=6).document
    [row] = [row for row in values_of(document, "rows") if row["slug"] == "crow"]
    assert row["next"] == {"purpose": {"on": "2027-02-01", "value": "Support by a person"}}
    assert row["now"]["purpose"] == "Support"
    verify()
    assert prepare(at=NOW).is_empty
    assert client.get("/subprocessors/").status_code == 200


def test_facts_and_words_of_the_vocabulary_are_mended_too():
    portal = Portal.objects.get()
    portal.introduction = f"Ask {SECRET}."
    portal.save()
    publish(at=at("2026-11-30"))
    redact(SECRET, instead="us", **ERASURE)
    facts = values_of(Snapshot.objects.get(publication=5).document, "facts")
    assert {"name": "introduction", "value": "Ask us."} in facts
    portal.refresh_from_db()
    assert portal.introduction == "Ask us."
    assert SECRET not in everything_stored()
    assert prepare(at=NOW).is_empty


def test_an_address_that_holds_the_words_is_emptied_for_what_is_left_would_be_none():
    crow = add_row("Crow", website="https://janedoe.example/", effective_on="2024-01-01")
    publish(at=at("2026-11-30"))
    redact("janedoe", **ERASURE)
    assert "website" not in rows_of(5)["crow"]
    crow.refresh_from_db()
    assert crow.website == ""
    crow.full_clean()


def test_the_mending_version_owes_no_notice_and_stands_in_no_feed(client):
    add_row("Crow", contact=SECRET, places=["US"], effective_on="2024-01-01")
    publish(at=at("2026-11-30"))
    done = redact(SECRET, **ERASURE)
    assert not Change.objects.filter(publication=done.mended_by, material=True).exists()
    assert str(done.mended_by.uid) not in client.get("/feeds/changes.atom").content.decode()
    page = client.get("/changes/5/").content.decode()
    assert "Text was taken out of version 1 and those after it" in page
    assert "Erasure, Art. 17 GDPR" in page


# A slug that holds the words


@pytest.fixture
def consultant():
    """A vendor that is a person, so that its very address names her."""
    row = add_row(f"{SECRET} Consulting", effective_on="2024-01-01")
    publish(at=at("2026-11-05"))
    edit_row(row, notes="Night shift")
    publish(at=at("2026-11-06"))
    return row


def test_a_row_whose_slug_holds_the_words_goes_on_under_another_and_the_old_address_is_gone(
    client, consultant
):
    assert client.get("/subprocessors/jane-doe-consulting/").status_code == 200
    done = redact(SECRET, instead="JD", **ERASURE)
    new = done.renamed["jane-doe-consulting"]
    assert new.startswith("s-")
    gone = client.get("/subprocessors/jane-doe-consulting/")
    assert gone.status_code == 410
    assert "Erasure, Art. 17 GDPR" in gone.content.decode()
    page = client.get(f"/subprocessors/{new}/")
    assert page.status_code == 200
    assert "JD Consulting" in page.content.decode()
    assert "jane-doe" not in everything_stored()
    assert verify().publications == done.mended_by.number
    assert prepare(at=NOW).is_empty
    assert client.get("/subprocessors/nobody/").status_code == 404


def test_such_a_row_stays_published_and_its_old_slug_is_not_taken_again(consultant):
    new = redact(SECRET, instead="JD", **ERASURE).renamed["jane-doe-consulting"]
    assert editing.is_published(new)
    assert add_row(f"{SECRET} Consulting").slug not in ("jane-doe-consulting", new)


def test_what_it_replaces_and_its_history_follow_it(client, consultant):
    add_row("Heir", replaces=consultant, effective_on="2027-01-01")
    edit_row(consultant, ended_on="2026-12-31")
    publish(at=at("2026-11-07"))
    new = redact(SECRET, instead="JD", **ERASURE).renamed["jane-doe-consulting"]
    assert rows_of(7)["heir"]["replaces"] == new
    consultant.refresh_from_db()
    assert consultant.slug == new
    assert set(consultant.history.values_list("slug", flat=True)) == {new}
    assert prepare(at=NOW).is_empty
    edit_row(consultant, notes="Day shift")
    publish(at=at("2026-12-02"))
    assert "Day shift" in client.get(f"/subprocessors/{new}/").content.decode()
    verify()


def test_a_name_is_blanked_beside_changes_that_do_not_hold_it(consultant):
    edit_row(consultant, name="JD Consulting")
    days = {(consultant.slug, "material"): "2026-11-07"}
    reason = "A person was named."
    publish(at=at("2026-11-07"), decisions=Decisions(corrects=4, reason=reason, days=days))
    assert Change.objects.filter(publication=5, name__contains=SECRET).exists()
    redact(SECRET, **ERASURE)
    assert SECRET not in everything_stored()
    verify()


# Again, and what is refused


def test_a_second_run_skips_what_is_done(consultant):
    first = redact(SECRET, **ERASURE)
    assert first.mended_by
    before = everything_stored()
    again = redact(SECRET, **ERASURE)
    assert not again
    assert again.mended_by is None
    assert everything_stored() == before


def test_a_second_run_goes_on_where_words_came_back():
    redact(SECRET, **ERASURE)
    add_row("Crow", internal_notes=f"Ask {SECRET}")
    again = redact(SECRET, **ERASURE)
    assert again.records == ()
    assert again.on_desk[Subprocessor] == 1


def test_words_that_nothing_holds_change_nothing():
    before = everything_stored()
    assert not redact("Nobody at all", **ERASURE)
    assert everything_stored() == before


def test_where_nothing_was_published_the_desk_alone_is_cleared():
    triggers.remove(connection)
    for model in (Change, Snapshot):
        model.objects.all().delete()
    for number in (3, 2, 1):
        Publication.objects.filter(number=number).delete()
    triggers.install(connection)
    edit_row(Subprocessor.objects.get(slug="bolt"), contact=SECRET)
    done = redact(SECRET, **ERASURE)
    assert (done.records, done.mended_by) == ((), None)
    assert Subprocessor.objects.get(slug="bolt").contact == "[redacted]"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": "   "}, "too short"),
        ({"text": "JD"}, "'JD' is too short: 3 characters or more"),
        ({"text": SECRET, "why": "  "}, "Say why"),
        ({"text": SECRET, "why": f"{SECRET} asked"}, "The reason holds the words themselves"),
        ({"text": SECRET, "instead": f"not {SECRET}"}, "Write something else"),
    ],
)
def test_a_redaction_that_would_do_nothing_or_is_not_reasoned_is_refused(given, words):
    before = everything_stored()
    with pytest.raises(CannotRedact, match=words):
        redact(given.pop("text"), **{**ERASURE, **given})
    assert everything_stored() == before
    assert not Redaction.objects.exists()


def test_too_few_digits_of_a_part_are_refused():
    with pytest.raises(CannotRedact, match="is too short"):
        redact_part("0" * 7, **ERASURE)


def test_a_word_of_which_every_version_is_made_is_refused_and_nothing_is_changed():
    before = everything_stored()
    with pytest.raises(CannotRedact, match="'organisation' is a word of which every version"):
        redact("organisation", **ERASURE)
    assert everything_stored() == before
    assert triggers.missing(connection) == []


def test_the_words_in_the_reason_of_an_earlier_redaction_go_too():
    redact("jane@acme.example", why=f"Asked for by {SECRET}", by="ada", at=NOW)
    redact(SECRET, **ERASURE)
    assert SECRET not in everything_stored()
    assert Redaction.objects.filter(why="Asked for by [redacted]").exists()
    verify()


def test_a_blanked_part_cannot_be_unblanked_by_plain_sql_without_being_found():
    before = bytes(Snapshot.objects.get(publication=1).content)
    redact(SECRET, **ERASURE)
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE subprocessors_snapshot SET content = %s WHERE publication_id = 1", [before]
        )
    triggers.install(connection)
    with pytest.raises(Broken, match="whose part is not blank"):
        verify()


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


def test_a_newest_version_that_cannot_be_built_upon_is_not_mended():
    add_row("Crow", contact=SECRET, effective_on="2024-01-01")
    publish(at=at("2026-11-30"))
    newest = Snapshot.objects.get(publication=4)
    blank = digests.blank_parts(
        newest.document, set(newest.document["head"]["rows"][:1]), on="", why=""
    )
    triggers.remove(connection)
    Snapshot.objects.filter(pk=4).update(content=Snapshot.pack(blank))
    triggers.install(connection)
    with pytest.raises(CannotRedact, match="Version 4 has redacted parts"):
        redact(SECRET, **ERASURE)
    with pytest.raises(CannotRedact, match="The clock says 2026-11-01"):
        redact(SECRET, **{**ERASURE, "at": at("2026-11-01")})
    triggers.remove(connection)
    with pytest.raises(CannotRedact, match="The archive can be rewritten"):
        redact(SECRET, **ERASURE)
    triggers.install(connection)


# The command


def test_the_command_says_what_it_did_and_by_whom_it_is_recorded(capsys):
    add_row("Crow", contact=SECRET, effective_on="2024-01-01")
    publish(at=at("2026-11-10"))
    call_command("redact", "--text", SECRET, "--reason", "Erasure", "--by", "Ada")
    said = capsys.readouterr().out
    assert "Published version 5, without the words." in said
    assert "Version 1: redacted part" in said
    assert "The desk, sub-processor: 1 changed." in said
    assert set(Redaction.objects.values_list("by", flat=True)) == {"Ada"}
    assert Publication.objects.get(number=5).by_name == "Ada"
    call_command("verifypublications")
    parts = Redaction.objects.count()
    assert f"5 publications, unbroken. {parts} parts redacted." in capsys.readouterr().out
    call_command("redact", "--text", SECRET, "--reason", "Erasure")
    assert "Nothing holds this (any more). Nothing was changed." in capsys.readouterr().out


def test_a_dry_run_says_it_all_and_changes_nothing(capsys):
    before = everything_stored()
    call_command("redact", "--text", SECRET, "--reason", "Erasure", "--dry-run")
    said = capsys.readouterr().out
    assert "Version 1: redacted part" in said
    assert "Dry run: nothing was changed." in said
    assert everything_stored() == before


def test_the_words_can_be_typed_so_that_no_history_of_the_shell_keeps_them(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{SECRET}\n"))
    call_command("redact", "--text", "-", "--reason", "Erasure")
    assert stands_in() == []


def test_several_texts_go_in_one_act(monkeypatch, capsys):
    add_row("Crow", contact=f"{SECRET}, jd@crow.example", effective_on="2024-01-01")
    publish(at=at("2026-11-10"))
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{SECRET}\n\njd@crow.example\n"))
    call_command("redact", "--text", "-", "--text", "Jane", "--reason", "Erasure")
    assert Publication.objects.count() == 5
    assert Subprocessor.objects.get(slug="crow").contact == "[redacted], [redacted]"
    for text in (SECRET, "Jane", "jd@crow.example"):
        assert text not in everything_stored()


def test_the_command_says_why_it_did_nothing():
    with pytest.raises(CommandError, match="holds the words themselves"):
        call_command("redact", "--text", SECRET, "--reason", f"{SECRET} asked")
    with pytest.raises(CommandError):
        call_command("redact", "--reason", "Erasure")


def test_accounts_and_signatures_stay_for_who_did_it_is_never_lost(rows):
    jane = make_person("jane", "Publisher")
    edit_row(rows[1], by=jane, notes="Ask jane@acme.example")
    publish(by=jane, at=at("2026-11-30"))
    redact("jane", instead="a person", **ERASURE)
    assert Publication.objects.get(number=4).by_name == "jane"
    assert rows[1].history.latest().by_name == "jane"
    assert jane.groups.exists()
    assert "jane" not in rows[1].history.latest().notes


def test_what_is_announced_does_not_come_sooner_because_the_text_in_force_is_redacted(rows):
    acme = rows[0]
    acme.refresh_from_db()
    edit_row(acme, purpose=f"Asked of {SECRET}")
    publish(at=at("2026-11-05"))
    edit_row(acme, purpose="Mail")
    group = {("acme", "material"): "2027-01-01"}
    publish(at=at("2026-11-06"), decisions=Decisions(days=group))
    redact(SECRET, **ERASURE)
    [row] = [
        row
        for row in values_of(Publication.objects.newest().snapshot.document, "rows")
        if row["slug"] == "acme"
    ]
    assert row["now"]["purpose"] == "Asked of [redacted]"
    assert row["next"]["purpose"] == {"on": "2027-01-01", "value": "Mail"}


@pytest.mark.parametrize("is_told_of_the_person", [True, False])
def test_the_clause_relied_on_is_redacted_beside_what_is_blanked_and_what_is_not(
    is_told_of_the_person,
):
    name = f"Office of {SECRET}" if is_told_of_the_person else "Crow"
    row = add_row(name, effective_on="2026-11-05")
    Portal.objects.update(notice_days=30)
    publish(at=at("2026-11-05"), decisions=Decisions(left_out=frozenset({row.slug})))
    short = ShortNotice("urgent_replacement", "It had to be.", clause=f"7.3, {SECRET}")
    group = (row.slug, "material")
    urgent = Decisions(days={group: "2026-11-05"}, short_notices={group: short})
    number = publish(at=at("2026-11-06"), decisions=urgent).number
    redact(SECRET, **ERASURE)
    [change] = Publication.objects.get(number=number).changes.all()
    assert bool(change.slug) is not is_told_of_the_person
    assert change.short_notice_clause is None


def test_with_a_change_that_is_blanked_by_its_hash_goes_the_clause_relied_on():
    Portal.objects.update(notice_days=30)
    publish(at=at("2026-11-05"))
    add_row("Crow", effective_on="2026-11-06")
    short = ShortNotice("urgent_replacement", "It had to be.", clause="7.3 of the contract")
    group = ("crow", "material")
    urgent = Decisions(days={group: "2026-11-06"}, short_notices={group: short})
    publication = publish(at=at("2026-11-06"), decisions=urgent)
    [part] = publication.snapshot.document["head"]["changes"]
    assert publication.changes.get().short_notice_clause == "7.3 of the contract"
    redact_part(part, **ERASURE)
    assert publication.changes.get().short_notice_clause is None
