"""What holds of the HTML of every page, whatever it shows."""

import re
from datetime import UTC, datetime

import pytest

from subprocessors.models.publication import Publication
from subprocessors.publishing import publish
from tests.pages import opened, words
from tests.stories import add_row, make_portal

pytestmark = pytest.mark.django_db

#: HTML, 2.3.5: a date, or an instant with at most three digits after the second.
_VALID = re.compile(
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
PAGES = (
    *("/subprocessors/", "/subprocessors/acme/", "/subscribe/", "/developers/", "/changes/"),
    *("/changes/1/", "/changes/2/", "/changes/compare/", "/nowhere"),
    *("/subprocessors/on/2026-11-20/", "/subprocessors/on/1999-01-01/"),
)
DESK = (
    *("/admin/", "/admin/review/", "/admin/subprocessors/publication/"),
    *(f"/admin/subprocessors/publication/{number}/change/" for number in (1, 2)),
    "/admin/subprocessors/subprocessor/",
)


@pytest.fixture(autouse=True)
def _portal():
    """Published for real: instants have microseconds."""
    make_portal()
    add_row("Acme", purpose="Hosting", effective_on="2020-01-01")
    publish(at=datetime(2026, 11, 2, 9, 14, 7, 123456, tzinfo=UTC))
    add_row("Bolt", purpose="Mail", effective_on="2099-01-01")
    publish(at=datetime(2026, 11, 20, 9, 14, 7, 654321, tzinfo=UTC))
    assert Publication.objects.get(number=1).published_at.microsecond


@pytest.mark.parametrize("address", PAGES)
def test_days_and_instants_are_written_as_html_wants_them(client, address):
    _check_times(opened(client, address))


@pytest.mark.parametrize("address", DESK)
def test_so_they_are_on_the_desk(admin_client, address):
    _check_times(opened(admin_client, address))


def _check_times(page):
    assert page.response.status_code in (200, 404)
    for element in page.all("time"):
        assert _VALID.fullmatch(element.get("datetime")), element.get("datetime")


@pytest.mark.parametrize("address", [*PAGES, *DESK])
def test_a_field_for_a_day_has_no_placeholder(admin_client, address):
    """HTML, 4.10.5.3.10: it does not apply, and some browsers read it out beside the format."""
    for field in opened(admin_client, address).all("input[@type='date']"):
        assert "placeholder" not in field.attrib


def test_a_row_of_the_list_is_one_tab_stop_and_its_header_is_its_name(client):
    page = opened(client, "/subprocessors/")
    for slug, name in (("acme", "Acme"), ("bolt", "Bolt")):
        row = page.by_id(slug)
        (header,) = row.findall("th")
        (link,) = header.findall(".//a")
        assert words(link) == name
        assert words(header).count(name) == 1
        stops = [a.get("href") for a in row.findall(".//a") if a.get("tabindex") != "-1"]
        assert stops == [f"/subprocessors/{slug}/"]


def test_the_link_to_a_row_is_there_for_the_mouse_and_says_nothing(client):
    row = opened(client, "/subprocessors/").by_id("acme")
    (link,) = (a for a in row.findall("td//a") if a.get("href") == "#acme")
    assert (link.get("aria-hidden"), link.get("tabindex"), words(link)) == ("true", "-1", "")
