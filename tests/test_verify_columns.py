"""What programs read, held against what was hashed, by the script that a stranger runs."""

import json
from urllib.request import HTTPError

import pytest
from django.core.management import call_command
from django.db import connection

from subprocessors.archive import triggers
from subprocessors.archive.fields import LISTED_FIELDS
from subprocessors.exports import stream, verify_script
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.vocabulary import Category, Service
from subprocessors.operating.restore import restore_portal
from subprocessors.publishing import Decisions, publish
from subprocessors.publishing.decisions import ShortNotice
from subprocessors.publishing.redacting import redact
from tests import keep_portal
from tests.stories import add_row, at, edit_row, make_portal
from tests.test_backup_and_restore import KEPT, empty_database, own_settings, unpacked  # noqa: F401 (fixtures)


@pytest.fixture
def asks(client, monkeypatch):
    """The script asks this client; a path leads to what ``asks[path]`` makes of the answer."""
    altered = {}

    def fetch(portal, path):
        response = client.get(path)
        if response.status_code != 200:
            raise HTTPError(path, response.status_code, "refused", {}, None)
        page = json.loads(response.content)
        return altered.get(path, lambda page: page)(page)

    monkeypatch.setattr(verify_script, "fetch", fetch)
    return altered


@pytest.fixture
def said(asks, capsys):
    """What the script says of the portal as it is."""

    def saying():
        try:
            verify_script.check("", set(), {})
        except SystemExit as end:
            return end.code
        return capsys.readouterr().out.strip()

    return saying


def forge(sql, *values):
    """Plain SQL with the triggers away, put back afterwards to hide it."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount == 1, "the forgery did not touch one row"
    triggers.install(connection)


def tell_every_kind_of_change():
    """Versions of each kind, with notices, short notice, a correction, a reissue, an end."""
    make_portal(notice_days=30, notice_kind="clear_days")
    chat = Service.objects.create(slug="chat", label="Chat", order=2, is_public=True)
    mail = Service.objects.create(slug="mail", label="Mail", order=1, is_public=True)
    hosting = Category.objects.create(slug="hosting", label="Hosting", order=1)
    acme = add_row("Acme", places=["US"], services=[chat], effective_on="2024-01-01")
    bolt = add_row("Bolt", category=hosting, is_affiliate=True, notes="As it was")
    crow = add_row("Crow", effective_on="2023-01-01")
    publish(at=at("2026-06-01"))
    edit_row(acme, places=["IE"], services=[chat, mail])
    edit_row(crow, ended_on="2026-07-31")
    add_row("Dove", replaces=crow, effective_on="2026-06-20")
    short = {("dove", "material"): ShortNotice("urgent_replacement", "Crow has closed.")}
    days = {("dove", "material"): "2026-06-20"}
    edit_row(bolt, name="Bolt & Söhne")
    two = Decisions(proposes=True, short_notices=short, days=days, reason="Crow has closed.")
    publish(at=at("2026-06-02"), decisions=two)
    bolt.refresh_from_db()
    edit_row(bolt, notes="As it is")
    mended = Decisions(corrects=1, reason="It was not so.", note="A *note*.", title="Mended")
    publish(at=at("2026-06-03"), decisions=mended)
    again = Decisions(corrects=2, reissues=True, reason="It was told wrongly.", proposes=True)
    publish(at=at("2026-06-04"), decisions=again)
    publish(at=at("2026-06-05"), decisions=Decisions(is_review=True))
    Portal.objects.update(contact_url="https://example.com/privacy")
    Service.objects.filter(slug="mail").update(label="Post")
    later = add_row("Egret", effective_on="2099-01-01")
    publish(at=at("2026-06-06"))
    edit_row(later, withdrawn_on="2026-06-07")
    edit_row(acme, places=["DE", "IE"], purpose="Hosting")
    far = Decisions(days={("acme", "material"): "2098-01-01"}, joined={("acme", "places"): True})
    publish(at=at("2026-08-20"), decisions=far)


@pytest.mark.django_db
def test_an_honest_portal_with_every_kind_of_change_is_unbroken(said):
    tell_every_kind_of_change()
    kinds = set(Publication.objects.values_list("kind", flat=True))
    assert kinds == {"opening", "change", "correction", "review"}
    assert said() == "7 publications, unbroken"


@pytest.mark.django_db
def test_what_was_redacted_is_unbroken_from_end_to_end(said):
    tell_every_kind_of_change()
    why = {"why": "Erasure", "by": "ada", "at": at("2026-09-01")}
    redact("Acme", **why)
    redact("chat", **why)
    redact("It was told wrongly.", **why)
    assert said().startswith("9 publications, unbroken, ")


@pytest.mark.django_db
@pytest.mark.parametrize("tell", keep_portal.STORIES.values(), ids=keep_portal.STORIES)
def test_the_stories_that_are_kept_of_each_release_are_unbroken(said, tell):
    tell()
    assert f"{Publication.objects.count()} publications, unbroken" in said()


@pytest.mark.parametrize("packed", KEPT, ids=lambda file: file.name)
def test_a_kept_portal_is_unbroken(said, packed, empty_database, tmp_path):  # noqa: F811
    restore_portal(unpacked(packed, tmp_path), say=lambda sentence: None)
    assert said().startswith(f"{Publication.objects.count()} publications, unbroken")


@pytest.mark.django_db
def test_the_script_tells_the_fields_of_a_row_from_what_stands_beside_them(client):
    tell_every_kind_of_change()
    for row in client.get(LIST).json()["subprocessors"]:
        assert set(row) - set(LISTED_FIELDS) == verify_script.BESIDE


LIST, CHANGES = "/subprocessors.json", "/changes.json?after=0"
ON_2 = {"publication_id": 2, "slug": "acme"}
DOVE = {"publication_id": 2, "slug": "dove"}
FORGERIES = [
    ("publication", {"number": 2}, "title", "'Nothing of interest'", "its title"),
    ("publication", {"number": 3}, "note", "'Forged'", "its note"),
    ("publication", {"number": 3}, "note", "''", "its note"),
    ("publication", {"number": 3}, "reason", "'Forged'", "its reason"),
    ("publication", {"number": 3}, "source", '\'{"by": "us"}\'', "its source"),
    ("publication", {"number": 2}, "published_at", "'2026-05-02 09:00:00'", "its published_at"),
    ("publication", {"number": 2}, "published_on", "'2026-06-01'", "its published_on"),
    ("publication", {"number": 2}, "kind", "'review'", "its kind"),
    ("publication", {"number": 3}, "corrects_id", "2", "its corrects"),
    ("publication", {"number": 2}, "digest", f"'{'ab' * 32}'", "its digest"),
    ("change", ON_2, "slug", "'bolt'", "(bolt), the slug"),
    ("change", ON_2, "name", "'Forged'", "the name"),
    ("change", ON_2, "name", "''", "the name"),
    ("change", ON_2, "kind", "'added'", "the kind"),
    ("change", ON_2, "material", "'0'", "the material"),
    ("change", ON_2, "effective_on", "'2026-07-05'", "the effective_on"),
    ("change", ON_2, "reason", "'Forged'", "the reason"),
    ("change", ON_2, "reissues", "1", "the reissues"),
    ("change", {"publication_id": 4, "slug": "acme"}, "reissues", "NULL", "the reissues"),
    ("change", ON_2, "counted_from_on", "'2026-06-04'", "the counted_from_on"),
    ("change", ON_2, "earliest_effective_on", "NULL", "the earliest_effective_on"),
    ("change", ON_2, "objection_until_on", "'2026-06-30'", "the objection_until_on"),
    ("change", DOVE, "short_notice", "NULL", "the short_notice"),
    ("change", ON_2, "services", "''", "the services"),
    ("change", ON_2, "services", "' chat '", "the services"),
    ("change", ON_2, "fields", "'{\"places\": {}}'", "the fields"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "where", "column", "value", "named"), FORGERIES)
def test_a_forged_column_is_named(said, table, where, column, value, named):
    tell_every_kind_of_change()
    [number] = [where[key] for key in ("number", "publication_id") if key in where]
    wanted = " AND ".join(f"{key} = %s" for key in where)
    sql = f"UPDATE subprocessors_{table} SET {column} = {value} WHERE {wanted}"
    forge(sql, *where.values())
    answer = said()
    assert answer.startswith(f"Version {number} does not hold: in /changes.json"), answer
    assert f"{named} is not what was hashed." in answer


@pytest.mark.django_db
def test_a_change_that_was_taken_away_is_named(said):
    tell_every_kind_of_change()
    forge("DELETE FROM subprocessors_change WHERE publication_id = 2 AND slug = 'acme'")
    assert said() == "Version 2 does not hold: /changes.json has more or fewer changes of it."


@pytest.mark.django_db
def test_text_that_was_put_in_place_of_what_was_blanked_is_named(said):
    tell_every_kind_of_change()
    redact("Dove", why="Erasure", by="ada", at=at("2026-09-01"))
    position = Publication.objects.get(number=2).changes.get(slug="").position
    sql = (
        "UPDATE subprocessors_change SET name = 'Raven' WHERE publication_id = 2 AND position = %s"
    )
    forge(sql, position)
    assert said().startswith("Version 2 does not hold: in /changes.json, of its change ")


def _set(path, value):
    """A change of a page: puts ``value`` where the ``path`` of keys leads."""

    def alter(page):
        *steps, last = path
        place = page
        for step in steps:
            place = place[step]
        assert place[last] != value
        place[last] = value
        return page

    return alter


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (["publication", "published_on"], "2026-08-21", "its published_on"),
        (["publication", "kind"], "review", "its kind"),
        (["on"], "2026-08-19", "is of a day before it"),
        (["organisation"], "Other", "the organisation"),
        (["services", 0, "label"], "Other", "the services"),
        (["categories"], [], "the categories"),
        (["subprocessors", 0, "slug"], "other", "more or fewer rows"),
        (["subprocessors", 0, "name"], "Other", "of acme, the name"),
        (["subprocessors", 0, "places"], ["DE"], "of acme, the places"),
        (["subprocessors", 0, "standing"], "ended", "of acme, the standing"),
        (["subprocessors", 0, "notes"], "More", "of acme, the notes"),
        (["subprocessors", 0, "announced"], {}, "of acme, the announced values"),
        (
            ["subprocessors", 0, "announced", "places", "on"],
            "2097-01-01",
            "announced places: its on",
        ),
        (["subprocessors", 0, "announced", "places", "value"], [], "announced places: its value"),
        (["subprocessors", 0, "notices", 0, "objection_until_on"], None, "of acme, the notices"),
    ],
)
def test_a_value_that_the_list_for_programs_does_not_hold_is_named(asks, said, path, value, named):
    tell_every_kind_of_change()
    asks[LIST] = _set(path, value)
    answer = said()
    assert answer.startswith("Version 7 does not hold: ")
    assert "/subprocessors.json" in answer
    assert named in answer


@pytest.mark.django_db
def test_a_version_that_one_side_does_not_name_yet_is_no_fault(asks, said):
    tell_every_kind_of_change()
    asks[CHANGES] = lambda page: {**page, "publications": page["publications"][:5]}
    assert said() == "7 publications, unbroken; /changes.json names 5 of them"
    asks[CHANGES] = lambda page: {**page, "publications": []}
    assert said() == "7 publications, unbroken; /changes.json names 0 of them"
    asks.clear()
    before = verify_script.fetch("", f"{LIST}?on=2026-08-19")
    asks[LIST] = lambda page: before
    assert said() == "6 publications, unbroken"


@pytest.mark.django_db
def test_a_version_left_out_in_the_middle_is_named(asks, said):
    tell_every_kind_of_change()
    asks[CHANGES] = lambda page: {**page, "publications": page["publications"][:2]}
    assert "names 2 of them" in said()
    asks[CHANGES] = lambda page: {
        **page,
        "publications": [one for one in page["publications"] if one["number"] != 3],
    }
    assert said() == "Version 3 does not hold: /changes.json leaves it out."


@pytest.mark.django_db
def test_a_cache_that_has_not_heard_of_a_redaction_yet_is_no_forgery(asks, said):
    tell_every_kind_of_change()
    asks[CHANGES] = _set(["publications", 1, "redacted"], [{"on": "2026-09-01", "why": "Erasure"}])
    with pytest.raises(OSError, match="of version 2 names other redactions"):
        said()


@pytest.mark.django_db
def test_every_page_of_the_changes_is_held_against_the_chain(said, monkeypatch):
    monkeypatch.setattr(stream, "MOST_PUBLICATIONS", 2)
    tell_every_kind_of_change()
    assert said() == "7 publications, unbroken"
    forge("UPDATE subprocessors_publication SET title = 'Forged' WHERE number = 7")
    assert said().startswith("Version 7 does not hold: in /changes.json its title")


@pytest.mark.django_db
def test_a_copy_kept_as_files_is_checked_as_far_as_it_goes(asks, said, monkeypatch):
    """A server of plain files gives the same page whatever is asked after the "?"."""
    monkeypatch.setattr(stream, "MOST_PUBLICATIONS", 3)
    tell_every_kind_of_change()
    ask, first = verify_script.fetch, CHANGES
    monkeypatch.setattr(
        verify_script,
        "fetch",
        lambda portal, path: ask(portal, first if path.startswith("/changes.json") else path),
    )
    assert said() == "7 publications, unbroken; /changes.json names 3 of them"


@pytest.mark.django_db
def test_a_history_from_elsewhere_is_held_against_the_chain_too(said):
    make_portal()
    call_command("importhistory", str(keep_portal.DATA / "history.jsonl"), verbosity=0)
    newest = Publication.objects.newest().number
    assert f"{newest} publications, unbroken" in said()
    forge("UPDATE subprocessors_publication SET source = NULL WHERE number = 1")
    assert said() == "Version 1 does not hold: in /changes.json its source is not what was hashed."
