"""A draft never leaks: markers are planted wherever something is not public, then looked for."""

import io
import re
import zipfile

import pytest
from django.db import models
from django.urls import get_resolver

from subprocessors.archive.fields import INTERNAL_FIELDS, PUBLIC_FIELDS
from subprocessors.models.named_links import Certification, Document
from subprocessors.models.portal import Portal
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import Decisions, publish
from tests.kept import KeptClient
from tests.stories import add_row, at, edit_row, make_person, make_portal

pytestmark = pytest.mark.django_db
MARKER = "xyzzy"
UNKNOWN = "plugh"  # is nowhere
UNTEXTUAL = {
    "country": "AQ",
    "places": ["AQ"],
    "transfer_mechanisms": ["derogation"],
    "uses_ai": "yes",
    "trains_on_customer_data": "yes",
    "is_affiliate": True,
}


def marked(fields):
    """Values for ``fields`` of a row that can be told apart from anything published."""
    values = {}
    for name in fields:
        field = Subprocessor._meta.get_field(name)
        if name in UNTEXTUAL:
            values[name] = UNTEXTUAL[name]
        elif isinstance(field, models.DateField):
            values[name] = "2031-07-13"
        elif isinstance(field, models.URLField):
            values[name] = f"https://{MARKER}.example/{name}"
        elif isinstance(field, models.CharField | models.TextField):
            values[name] = f"{MARKER} {name}"
    return values


#: As data and in words; the codes themselves are documented.
PLANTED = re.compile(
    f'{MARKER}|Antarctica|2031-07-13|20310713|13 July 2031|\\bAQ\\b|"derogation"|Derogation \\(Art',
    re.I,
)


def every_public_address(client):
    """Each route of the front room, filled with what exists and with what only the desk has."""
    found = set()
    for pattern in get_resolver().url_patterns[-1].url_patterns:
        route = str(pattern.pattern)
        for slug in ("acme", "waiting", "held", "held-since"):
            for number, day in (("1", "2026-10-01"), ("2", "2026-11-02")):
                filled = re.sub(r"<slug:slug>", slug, route)
                filled = re.sub(r"<[^>]*day[^>]*>", day, filled)
                filled = re.sub(r"<[^>]*number[^>]*>", number, filled)
                filled = re.sub(r"<[^>]*name>", "subprocessors", filled)
                if "<" not in filled and "(" not in filled:
                    found.add("/" + filled)
    assert {"/", "/subprocessors/", "/changes/", "/changes/1/", "/feeds/changes.rss"} <= found
    assert {"/subprocessors/on/2026-10-01/", "/changes/compare.json"} <= found
    assert {"/subprocessors.csv", "/schema/1/subprocessors.json", "/verify.py"} <= found
    return sorted(found)


@pytest.fixture
def planted():
    """Two versions published; then everything the desk can hold back is full of markers."""
    make_portal()
    by = make_person("paula")
    service = Service.objects.create(slug="api", label="API")
    acme = add_row("Acme", services=[service], purpose="E-mail")
    held_since = add_row("Held since", purpose="Support")
    edit_row(acme, **{k: v for k, v in marked(INTERNAL_FIELDS).items() if k != "held_back"})
    publish(at=at("2026-10-01"), by=by, decisions=Decisions(internal_reason=MARKER))
    edit_row(acme, purpose="E-mail delivery", reason=f"{MARKER} reason")
    days = {("acme", "material"): "2026-10-02"}
    publish(at=at("2026-10-02"), by=by, decisions=Decisions(days=days, internal_reason=MARKER))
    hidden = Service.objects.create(slug=f"{MARKER}-service", label=f"{MARKER} service")
    Category.objects.create(slug=f"{MARKER}-category", label=f"{MARKER} category")
    service.label = f"{MARKER} renamed"
    service.save()
    values = marked(PUBLIC_FIELDS)
    values |= {"name": "Waiting", "ended_on": "2031-07-13", "withdrawn_on": None}
    add_row(**values, services=[hidden])
    add_row(**{**values, "name": "Held", "held_back": True})
    edit_row(held_since, **{**values, "held_back": True})
    edit_row(acme, **values)
    Portal.objects.update(
        heading=MARKER, introduction=MARKER, notice_rule=MARKER, contact_email=f"{MARKER}@a.example"
    )
    Document.objects.create(name=MARKER)
    Certification.objects.create(name=MARKER)


def body_of(response):
    data = b"".join(response) if response.streaming else response.content
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as workbook:
        return b"".join(map(workbook.read, workbook.namelist()))


def test_nothing_unpublished_shows_at_any_public_address(planted, client, time_machine):
    time_machine.move_to(at("2026-11-02"))
    for address in every_public_address(client):
        for query in ("", "?q=Waiting", "?on=2026-10-01"):
            response = client.get(address + query)
            text = body_of(response).decode()
            leak = PLANTED.search(text)
            assert leak is None, (
                address + query,
                text[max(0, leak.start() - 80) : leak.end() + 80],
            )
            headers = " ".join(f"{name}: {value}" for name, value in response.items())
            assert not PLANTED.search(headers), (address, headers)


@pytest.mark.parametrize(
    "query",
    ["q={}", "q={}+name", "service={}-service", "category={}-category", "place={}", "service={}"],
)
def test_what_only_the_desk_knows_is_answered_as_what_nobody_knows(
    planted, client, time_machine, query
):
    """Whoever asks for it sees the word that was typed, and else what any other word gives."""
    time_machine.move_to(at("2026-11-02"))
    for address in every_public_address(client):
        known, unknown = (
            client.get(f"{address}?{query.format(word)}") for word in (MARKER, UNKNOWN)
        )
        assert known.status_code == unknown.status_code, address
        known_body, unknown_body = body_of(known).decode(), body_of(unknown).decode()
        assert known_body.replace(MARKER, UNKNOWN) == unknown_body, address
        assert not PLANTED.search(unknown_body), address


NASTY = "\"><script>alert(1)</script>\u202e\x07&amp;'<!--"


@pytest.mark.parametrize("name", ["q", "service", "place", "category"])
def test_what_a_visitor_typed_is_shown_as_plain_text(planted, client, time_machine, name):
    time_machine.move_to(at("2026-11-02"))
    response = client.get("/subprocessors/", {name: NASTY})
    page = body_of(response).decode()
    assert response.status_code == 200
    assert "<script>" not in page
    assert "<!--" not in page
    assert "robots" in page or name == "q"
    longest = client.get("/subprocessors/", {name: "x" * 5000})
    assert longest.status_code in (200, 400)


def test_a_draft_moves_no_validator_and_no_count(client, time_machine):
    time_machine.move_to(at("2026-11-02"))
    make_portal()
    add_row("Acme", purpose="E-mail")
    publish(at=at("2026-10-01"))
    names = ("/", "/subprocessors/", "/changes/", "/feeds/changes.rss", "/sitemap.xml")
    names += ("/subprocessors.json", "/subprocessors.csv", "/changes.json", "/feeds/deadlines.ics")
    before = {name: (client.get(name).headers["ETag"], client.get(name).content) for name in names}
    add_row("Waiting", purpose="Secret")
    after = {name: (client.get(name).headers["ETag"], client.get(name).content) for name in names}
    assert before == after


def test_an_unpublished_row_is_as_unknown_as_any(planted, client, time_machine):
    time_machine.move_to(at("2026-11-02"))
    for slug in ("waiting", "held", "no-such-row"):
        assert client.get(f"/subprocessors/{slug}/").status_code == 404


def test_the_front_room_asks_no_cookie_and_gives_none(planted, time_machine):
    time_machine.move_to(at("2026-11-02"))
    client = KeptClient()
    for address in every_public_address(client):
        response = client.get(address)
        assert not response.cookies, address
        assert "Cookie" not in response.headers.get("Vary", ""), address
