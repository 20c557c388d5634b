"""The token of kept answers covers all that validators cover, and is another when they are."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import RequestFactory

from subprocessors.front.face import Face, current_face
from subprocessors.front.http import page
from subprocessors.front.kept_answers.tokens import Token, Tokens, read_token
from subprocessors.front.release import Release
from subprocessors.front.validators import Basis, ListState
from subprocessors.models.list_on_day import today_in_archive
from subprocessors.models.portal import Logo, Portal
from subprocessors.models.publication import Redaction
from tests.publications import a_row, noon, publish_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    Portal.objects.create(pk=1, organisation="Example GmbH")
    return publish(1)


def publish(number, **values):
    return publish_rows(
        [a_row("acme", purpose=f"As of {number}")],
        number=number,
        published_at=f"2026-11-{number + 1:02}",
        **{"time_zone": "Europe/Berlin", **values},
    )


def redact(number=1, part="0" * 64, on="2026-11-10"):
    return Redaction.objects.create(
        number=number,
        publication_id=1,
        part=part,
        redacted_at=noon(on),
        redacted_on=on,
        why="Asked for.",
        by="test",
    )


def correct():
    return publish(2, kind="correction", corrects=1)


def new_release(monkeypatch):
    later = Release("later", datetime(2030, 1, 1, tzinfo=UTC))
    for module in ("validators", "kept_answers.tokens"):
        monkeypatch.setattr(f"subprocessors.front.{module}.release", lambda: later)


def new_face(**values):
    return lambda _patch: Portal.objects.update(**values)


def new_logo(_monkeypatch):
    values = {"content_type": "image/png", "is_square": True, "touch_digest": "2" * 64}
    Logo.objects.create(portal_id=1, content=b"x", digest="1" * 64, **values)


#: How each thing that an ETag is made of comes to be another one. A field without a line here
#: fails the test below: say how it changes, and let the token know.
CHANGES = {
    "Basis.release": new_release,
    "ListState.digest": lambda _patch: publish(2),
    "ListState.redaction": lambda _patch: redact(),
    "ListState.redacted_at": lambda _patch: redact(on="2026-11-11"),
    "ListState.corrected_by": lambda _patch: correct(),
    "ListState.corrected_at": lambda _patch: correct(),
    "Face.accent": new_face(accent="#aa0000"),
    "Face.accent_dark": new_face(accent_dark="#ffaaaa"),
    "Face.footer_links": new_face(footer_links="Imprint | https://example.com/imprint"),
    "Face.privacy_notice": new_face(privacy_notice="https://example.com/privacy"),
    "Face.is_sample": new_face(is_sample=True),
    "Face.logo": new_logo,
    "Face.is_logo_square": new_logo,
    "Face.touch_icon": new_logo,
}
#: What shows before the first publication alone: tests/test_face.py changes it then.
BEFORE_A_LIST = {"Face.organisation"}
#: What is no matter of the database: it stands in the key, or is worked out at each request.
OF_THE_REQUEST = {"Basis.address", "Basis.day"}
#: What is made of the things above.
MADE_OF_THEM = {"Basis.shown", "Basis.before", "Basis.face"}


def every_field():
    return {
        f"{of.__name__}.{name}"
        for of, names in (
            (Basis, [field.name for field in dataclasses.fields(Basis)]),
            (Face, [field.name for field in dataclasses.fields(Face)]),
            (ListState, ListState._fields),
        )
        for name in names
    }


def test_of_each_thing_that_an_etag_is_made_of_is_said_how_it_changes():
    assert every_field() == {*CHANGES, *BEFORE_A_LIST, *OF_THE_REQUEST, *MADE_OF_THEM}


@pytest.mark.parametrize("field", CHANGES)
def test_what_changes_an_etag_changes_the_token(published, monkeypatch, field):
    etag, token = etag_of_a_page(), read_token()
    CHANGES[field](monkeypatch)
    assert etag_of_a_page() != etag
    assert read_token() != token


def etag_of_a_page():
    view = page(lambda request, moment: pytest.fail("the page is not needed"))
    request = RequestFactory().get(
        "/", headers={"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    )
    return view(request).headers["ETag"]


def test_a_language_of_its_own_is_a_token_of_its_own(published, settings):
    before = read_token()
    settings.LANGUAGE_CODE = "de"
    assert read_token() != before


def test_the_token_moves_with_nothing_else(published):
    before = read_token()
    portal = Portal.objects.get()
    portal.organisation = "Secret AG"
    portal.save()
    assert read_token() == before
    assert hash(read_token()) == hash(before)


def test_a_restored_database_that_counts_alike_is_another(published):
    """Version 2 and redaction 1, but of other content: their numbers are the same."""

    def told(purpose, part):
        publish_rows([a_row("acme", purpose=purpose)], number=2, published_at="2026-11-20")
        redact(part=part)
        return read_token()

    first = _rolled_back(lambda: told("One", "1" * 64))
    assert told("Two", "1" * 64).publication[0] != first.publication[0]


def test_a_redaction_of_another_part_is_another_one(published):
    first = _rolled_back(lambda: redact(part="1" * 64) and read_token())
    redact(part="2" * 64)
    assert read_token() != first


def _rolled_back(act):
    """What ``act`` gives; what it wrote is gone."""
    connection.savepoint_commit(connection.savepoint())
    mark = connection.savepoint()
    try:
        return act()
    finally:
        connection.savepoint_rollback(mark)


def test_before_anything_is_there_the_token_says_so(django_assert_num_queries):
    with django_assert_num_queries(1):
        token = read_token()
    assert token.publication == (None, None, None)
    assert token.today(1_793_577_600) is None
    Portal.objects.create(pk=1, organisation="Example GmbH")
    assert read_token() != token


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
)
def test_today_is_the_day_that_the_pages_show(zone):
    Portal.objects.create(pk=1, organisation="Example GmbH")
    publish(1, time_zone="Pacific/Kiritimati")
    newest = publish(2, time_zone=zone)
    token = read_token()
    for hour in range(0, 72):
        hour_begins = datetime(2026, 11, 3 + hour // 24, hour % 24, tzinfo=UTC)
        for at in (hour_begins - timedelta(microseconds=1), hour_begins):
            in_archive = today_in_archive(
                at, time_zone=newest.time_zone, published_on=newest.published_on
            )
            assert token.today(int(at.timestamp())) == in_archive.isoformat()


def test_the_face_is_read_from_the_same_columns(published):
    Portal.objects.update(accent="#123456")
    assert "#123456" in read_token().face
    assert current_face().accent == "#123456"


# Reading it again


def counted(results):
    """A reading that gives these in turn, raises those that are errors, and counts."""
    calls = []

    def read():
        calls.append(1)
        result = results[len(calls) - 1]
        if isinstance(result, Exception):
            raise result
        return result

    return read, calls


A, B = (Token("r", "en", (letter, None, None), (), ()) for letter in "ab")


def test_it_is_read_once_within_its_age():
    read, calls = counted([A, B])
    tokens = Tokens(3600, read)
    assert [tokens.current() for _again in range(5)] == [A] * 5
    assert len(calls) == 1


def test_of_age_0_it_is_read_each_time():
    read, _calls = counted([A, B, A])
    tokens = Tokens(0, read)
    assert [tokens.current() for _again in range(3)] == [A, B, A]


def test_past_its_age_it_is_read_again(monkeypatch):
    read, _calls = counted([A, B])
    tokens, now = Tokens(1, read), [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    assert tokens.current() == A
    now[0] += 0.999
    assert tokens.current() == A
    now[0] += 0.001
    assert tokens.current() == B


@pytest.mark.parametrize("error", [OperationalError("killed"), InterfaceError("closed")])
def test_a_connection_that_broke_is_made_anew(error, monkeypatch):
    closed = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    read, _calls = counted([error, A])
    assert Tokens(1, read).current() == A
    assert closed == [True]


def test_where_the_database_is_gone_it_is_not_asked_by_every_request(monkeypatch):
    """Each would wait for the answer that does not come."""
    monkeypatch.setattr(connection, "close", lambda: None)
    read, calls = counted([OperationalError("gone"), OperationalError("gone"), A])
    tokens = Tokens(3600, read)
    assert [tokens.current() for _again in range(3)] == [None] * 3
    assert len(calls) == 2


def test_a_fault_of_our_own_is_not_hidden():
    read, _calls = counted([TypeError("ours")])
    with pytest.raises(TypeError, match="ours"):
        Tokens(1, read).current()
