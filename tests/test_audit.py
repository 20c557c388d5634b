"""What `make audit` looks at and needs no time and no network for: axe, sizes, hosts, shifts."""

import pytest

from benchmarks.audit.axe import LOOKS, violations_of
from benchmarks.audit.first_visit import LIMITS, visit_first
from benchmarks.audit.pages import PUBLIC_PAGES
from benchmarks.audit.portals import served_demo
from subprocessors.sample.demo import load_demo
from tests.browsing import watched_page
from tests.publications import a_row, publish_rows
from tests.stories import make_portal

pytestmark = [pytest.mark.browser, pytest.mark.looks]

PHONE = {"width": 375, "height": 812}
WHO = {"admin_name": "admin", "admin_password": "looked at and thrown away"}
SMALL = ("/", "/subprocessors/", "/subprocessors/acme/", "/changes/", "/changes/1/", "/subscribe/")
EMPTY = ("/", "/subprocessors/", "/changes/", "/subscribe/", "/developers/", "/nowhere/")
#: Those on which the number of rows tells.
LARGE = ("/", "/subprocessors/")


def found_in_each_look(browser, portal, addresses, looks=LOOKS):
    found = []
    for look in looks:
        with watched_page(browser, **LOOKS[look]) as page:
            found += [f"{look}: {one}" for one in violations_of(page, portal, addresses, look)]
    return found


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_in_a_portal_that_has_everything(browser, live_server):
    load_demo(**WHO)
    assert found_in_each_look(browser, live_server.url, PUBLIC_PAGES.values()) == []


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_in_an_empty_portal_and_in_a_small_one(browser, live_server):
    make_portal()
    assert found_in_each_look(browser, live_server.url, EMPTY) == []
    publish_rows([a_row("acme", purpose="Hosting")], number=1, published_at="2026-11-02")
    assert found_in_each_look(browser, live_server.url, SMALL) == []


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_in_a_portal_of_500_rows(browser, live_server):
    make_portal()
    rows = [a_row(f"row-{n}", purpose="Hosting", places=["DE", "US"][: n % 3]) for n in range(500)]
    publish_rows(rows, number=1, published_at="2026-11-02")
    assert found_in_each_look(browser, live_server.url, LARGE, looks=("320 px",)) == []


def test_the_first_visit_is_small_asks_no_other_host_and_nothing_moves(browser):
    with served_demo(60) as portal, watched_page(browser, viewport=PHONE) as page:
        sizes, hosts, moved = visit_first(page, f"{portal}/subprocessors/")
        assert page.locator(".list tbody tr[id]").count() >= 60
    assert {kind: size for kind, size in sizes.items() if size > LIMITS[kind]} == {}
    assert hosts == {portal.removeprefix("http://")}
    assert moved == 0
