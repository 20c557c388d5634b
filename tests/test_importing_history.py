"""A history from elsewhere, replayed: the log says what changed, version for version."""

import json
import re
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from subprocessors.importing.histories import FIELDS, versions
from subprocessors.importing.replaying import CannotReplay, replay
from subprocessors.models.publication import Change, Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import publish
from subprocessors.publishing.waiting import what_waits
from subprocessors.verifying import verify
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
HISTORIES = Path(__file__).parents[2] / "shared" / "data" / "histories"
OURS = Path(__file__).parent / "data" / "history.jsonl"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
THEIRS = {ours: theirs for theirs, ours in FIELDS.items()}


def real_histories():
    found = sorted(HISTORIES.glob("*.jsonl"))
    return found or [pytest.param(None, marks=pytest.mark.skip(f"{HISTORIES} is missing"))]


def run(path, **options):
    text = path.read_text(encoding="utf-8")
    return replay(versions(text, name=path.name, now=NOW), **options)


def told(publication):
    """What the log of a publication says, in the words of a ``.changes.json``."""
    added, removed, changed = [], [], []
    for change in publication.changes.all():
        if change.kind == Change.Kind.ADDED:
            added.append(change.fields["name"]["after"]["now"])
        elif change.kind == Change.Kind.REMOVED:
            removed.append(change.fields["name"]["before"]["now"])
        else:
            for field, sides in change.fields.items():
                before, after = (sides.get(side, {}).get("now", "") for side in ("before", "after"))
                changed.append((change.name, THEIRS[field], before, after))
    return sorted(added), sorted(removed), sorted(changed)


def expected(version):
    changed = [
        (one["name"], one["field"], one["before"] or "", one["after"] or "")
        for one in version["changed"]
    ]
    return sorted(version["added"]), sorted(version["removed"]), sorted(changed)


@pytest.mark.parametrize("path", real_histories(), ids=lambda path: path and path.stem)
def test_a_real_history_gives_the_changes_a_careful_reader_finds(path):
    make_portal()
    done = run(path)
    said = {p.published_at: told(p) for p in Publication.objects.prefetch_related("changes")}
    careful = json.loads(path.with_suffix("").with_suffix(".changes.json").read_text("utf-8"))
    nothing = ([], [], [])
    for version in careful:
        instant = datetime.fromisoformat(version["at"])
        assert said.get(instant, nothing) == expected(version), version["at"]
    assert done.published == len(said) == sum(expected(v) != nothing for v in careful)
    assert done.published + done.unchanged == len(careful)
    assert verify().publications == len(said)


def test_our_own_history_is_replayed_and_labelled():
    make_portal(time_zone="UTC")
    done = run(OURS)
    assert (done.published, done.skipped, done.unchanged) == (4, 0, 2)
    first, *_between, last = Publication.objects.order_by("number")
    assert {p.kind for p in Publication.objects.all()} == {"imported"}
    assert first.source == {"by": "Example Cloud", "file": "list.md", "commit": "a1"}
    assert not Change.objects.filter(material=True).exists()
    assert last.published_on.isoformat() == "2024-06-01"


def test_rows_of_one_name_keep_their_slugs_and_a_name_that_returns_takes_its_own_up_again():
    make_portal()
    run(OURS)
    rows = [
        {
            row["value"]["slug"]: row["value"]["now"]["name"]
            for row in p.snapshot.document["parts"]["rows"]
        }
        for p in Publication.objects.order_by("number")
    ]
    assert rows[0] == {"cloudy": "Cloudy", "cloudy-2": "Cloudy", "mailer": "Mailer"}
    assert rows[1] == {"cloudy": "Cloudy", "cloudy-2": "Cloudy"}
    assert rows[2] == rows[1]
    assert len(rows[3]) == 4
    assert rows[3]["mailer"] == "Mailer"


def test_the_working_list_is_the_last_version_with_its_headings():
    make_portal()
    run(OURS)
    working = {row.slug: row for row in Subprocessor.objects.select_related("category")}
    last = Publication.objects.newest().snapshot.document["parts"]["rows"]
    assert set(working) == {part["value"]["slug"] for part in last}
    assert working["mailer"].category.label == "Support"
    assert all(row.history.count() == 1 for row in working.values())


def test_run_again_it_skips_what_is_there_and_leaves_later_edits_alone():
    make_portal()
    run(OURS)
    edit_row(Subprocessor.objects.get(slug="mailer"), purpose="Edited since")
    done = run(OURS)
    assert (done.published, done.skipped) == (0, 4)
    assert Subprocessor.objects.get(slug="mailer").purpose == "Edited since"


def test_interrupted_it_goes_on_where_it_stopped(tmp_path):
    make_portal()

    class Killed(Exception):
        pass

    def three_and_no_more():
        whole = versions(OURS.read_text(encoding="utf-8"), name=OURS.name, now=NOW)
        yield from islice(whole, 3)
        raise Killed

    with pytest.raises(Killed):
        replay(three_and_no_more())
    assert verify().publications == 2
    assert not Subprocessor.objects.exists()
    done = run(OURS)
    assert (done.published, done.skipped) == (2, 2)
    assert Subprocessor.objects.count() == 4
    assert verify().publications == 4


def test_a_longer_history_takes_those_that_left_meanwhile_out_of_the_working_list(tmp_path):
    make_portal()
    lines = OURS.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "history.jsonl"
    path.write_text("".join(lines[:2]), encoding="utf-8")
    run(path)
    add_row("Drafted by legal")
    path.write_text("".join(lines[:3]), encoding="utf-8")
    run(path)
    working = set(Subprocessor.objects.values_list("slug", flat=True))
    assert working == {"cloudy", "cloudy-2", "drafted-by-legal"}
    assert set(what_waits(at=NOW).rows) == {"drafted-by-legal"}
    (gone,) = Subprocessor.history.filter(slug="mailer", history_type="-")
    assert gone.history_change_reason == "Imported, version 2"


def test_a_draft_of_one_that_left_before_this_portal_stays_however_often_it_is_replayed():
    make_portal()
    lines = OURS.read_text(encoding="utf-8").splitlines()[:3]
    draft = add_row("Mailer")
    for _time in range(2):
        replay(versions("\n".join(lines), name="history.jsonl", now=NOW))
    assert Subprocessor.objects.get(slug="mailer") == draft


def test_one_that_left_stays_in_the_working_list_where_a_draft_takes_its_place(tmp_path):
    make_portal()
    lines = OURS.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "history.jsonl"
    path.write_text("".join(lines[:2]), encoding="utf-8")
    run(path)
    add_row("Successor", replaces=Subprocessor.objects.get(slug="mailer"))
    path.write_text("".join(lines[:3]), encoding="utf-8")
    assert run(path).published == 1
    assert Subprocessor.objects.filter(slug="mailer").exists()


def test_a_first_version_without_rows_is_counted_and_makes_no_publication(tmp_path, capsys):
    make_portal()
    path = tmp_path / "history.jsonl"
    path.write_text('{"at": "2023-01-01T00:00:00Z", "rows": []}\n' + GOOD, encoding="utf-8")
    call_command("importhistory", str(path))
    assert capsys.readouterr().out == (
        "1 version published, 0 were there already, 1 had no change in the list.\n"
    )
    assert Publication.objects.get().published_at.isoformat() == "2024-01-01T00:00:00+00:00"
    assert run(path).skipped == 1


def test_a_history_of_empty_lists_publishes_nothing(tmp_path, capsys):
    make_portal()
    path = tmp_path / "history.jsonl"
    path.write_text('{"at": "2023-01-01T00:00:00Z", "rows": []}', encoding="utf-8")
    call_command("importhistory", str(path))
    assert capsys.readouterr().out.startswith("0 versions published")
    assert not Publication.objects.exists()


def test_another_history_is_refused_and_nothing_changes(tmp_path):
    make_portal()
    run(OURS)
    lines = OURS.read_text(encoding="utf-8").splitlines()
    other = tmp_path / "other.jsonl"
    other.write_text(lines[0].replace("Mail delivery", "Post"), encoding="utf-8")
    with pytest.raises(CannotReplay, match="version 1 of the archive is not this version"):
        run(other)
    assert verify().publications == 4


def test_an_archive_that_began_otherwise_is_refused():
    make_portal()
    add_row("Acme")
    publish(at=at("2026-10-01"))
    with pytest.raises(CannotReplay):
        run(OURS)


def test_a_long_text_of_an_earlier_version_is_kept_as_it_was_shown(tmp_path):
    make_portal()
    path = tmp_path / "history.jsonl"
    path.write_text(
        json.dumps({"at": "2023-01-01T00:00:00Z", "rows": [{"name": "x" * 400}]}) + "\n" + GOOD,
        encoding="utf-8",
    )
    assert run(path).published == 2
    assert Change.objects.filter(kind="removed").get().name == "x" * 400


def test_what_would_happen_is_said_without_doing_it(capsys):
    make_portal()
    call_command("importhistory", str(OURS), "--dry-run")
    assert "4 versions would be published" in capsys.readouterr().out
    assert not Publication.objects.exists()
    assert not Subprocessor.objects.exists()


def test_after_an_import_the_desk_goes_on_publishing():
    make_portal()
    run(OURS)
    add_row("New One", effective_on="2026-12-30")
    newest = publish(at=at("2026-11-24"))
    assert newest.kind == "change"
    assert verify().publications == 5


GOOD = '{"at": "2024-01-01T00:00:00Z", "rows": [{"name": "A"}]}'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no version in it"),
        (GOOD + "\n" + GOOD[:30], "line 2: is no JSON"),
        (GOOD + "\n[]", "line 2: is no version"),
        (GOOD + "\n" + GOOD, "line 2: 2024-01-01T00:00:00+00:00 is not after"),
        ('{"at": "2024-01-01", "rows": []}', "“at” is '2024-01-01', not an instant"),
        ('{"at": "2024-01-01T00:00:00Z", "rows": [{"purpose": "x"}]}', "row 1 has no name"),
        ('{"at": "2024-01-01T00:00:00Z", "rows": [{"name": 1}]}', "“name” is 1, not a text"),
        ('{"at": "2024-01-01T00:00:00Z", "rows": [{"nmae": "A"}]}', "row 1 has “nmae”"),
        ('{"at": "2024-01-01T00:00:00Z", "rows": [{"name": "\\ud800"}]}', "cannot be stored"),
        ('{"at": "2024-01-01T00:00:00Z", "rows": [{"name": "\\ud800"}]}', "line 1: row 1: “name”"),
        ('{"at": "2024-01-01T00:00:00Z", "rows": [], "source": {"é": "x"}}', "line 1: “source”"),
        (GOOD[:-1] + f', "source": {{"n": {10**30}}}}}', "line 1: “source”: 1000000"),
        (GOOD.replace("}]", ', "name": "B"}]'), "line 1: “name” stands twice in one object"),
        ("[" * 100_000, "line 1: is nested too deeply"),
        ('{"at": "0001-01-01T00:00:00+14:00", "rows": []}', "is before 1970"),
        (
            '{"at": "2024-01-01T00:00:00Z", "rows": [{"name": "%s"}]}' % ("x" * 301),
            "line 1: row 1: “name” has 301 characters; the working list takes 300",
        ),
        (
            '{"at": "2024-01-01T00:00:00Z", "rows": [{"name": "A", "url": "https://%s"}]}'
            % ("x" * 500),
            "line 1: row 1: “url” has 508 characters; the working list takes 500",
        ),
        ('{"at": "2036-01-01T00:00:00Z", "rows": [{"name": "A"}]}', "is still to come"),
    ],
)
def test_a_history_that_cannot_be_read_is_refused_by_line(tmp_path, text, words):
    make_portal()
    path = tmp_path / "history.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=re.escape(words)):
        call_command("importhistory", str(path))
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (GOOD.replace("A", "Ä").encode("latin-1"), "looks like Latin-1"),
        (GOOD.encode("utf-16-le"), "looks like UTF-16"),
    ],
)
def test_an_encoding_that_is_not_utf_8_is_named(tmp_path, data, words):
    make_portal()
    path = tmp_path / "history.jsonl"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=words):
        call_command("importhistory", str(path))


def test_utf_16_with_its_mark_is_read(tmp_path):
    make_portal()
    path = tmp_path / "history.jsonl"
    path.write_bytes(GOOD.encode("utf-16"))
    call_command("importhistory", str(path))
    assert Publication.objects.count() == 1


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "history.jsonl"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(CommandError, match="209,715,200 bytes are too many"):
        call_command("importhistory", str(path))
