"""Kept answers in a real server, of several processes: who publishes is one of its own."""

import time

import pytest

from tests.served import manage, running
from tests.test_running import Visitor

PASSWORD = "for this portal alone"
#: More than there are processes, so that each of them is asked.
TIMES = 24
PUBLISH = """
from django.utils import timezone
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import editing, publish
row = Subprocessor.objects.order_by("slug").first()
row.notes = "Words of a later version"
editing.save(row, by=None)
print(publish(at=timezone.now()).number, row.slug)
"""
NEW_FACE = """
from subprocessors.models.portal import Portal
Portal.objects.update(footer_links="Words of a new face | https://example.com/")
"""


def shell(folder, code):
    done = manage(folder, "shell", "--no-imports", "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def seen(visitor, path, words):
    """On how many of so many visits the page holds these words."""
    return sum(words in visitor.get(path)[2] for _visit in range(TIMES))


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A sample's folder and address; two processes, which look every second."""
    folder = tmp_path_factory.mktemp("kept")
    with running(folder, WORKERS="2") as (address, _said):
        yield folder, Visitor(address)


def test_within_a_second_each_process_shows_what_is_new(portal):
    folder, visitor = portal
    assert seen(visitor, "/changes/", "Words of a later version") == 0
    number, slug = shell(folder, PUBLISH)
    time.sleep(1)
    assert seen(visitor, "/changes/", "Words of a later version") == TIMES

    page = f"/changes/{number}/"
    assert seen(visitor, page, "Words of a later version") == TIMES
    for words in ("Other words", ""):  # the newest version must be free of what is to go
        shell(folder, PUBLISH.replace("Words of a later version", words))
    done = manage(
        folder,
        *("redact", "--text", "Words of a later version", "--reason", "Asked for."),
    )
    assert done.returncode == 0, done.stderr
    time.sleep(1)
    assert seen(visitor, page, "Words of a later version") == 0
    assert seen(visitor, page, "Asked for.") == TIMES

    address = f"/subprocessors/{slug}/"
    assert seen(visitor, address, "Words of a new face") == 0
    shell(folder, NEW_FACE)
    time.sleep(1)
    assert seen(visitor, address, "Words of a new face") == TIMES


def test_who_is_signed_in_sees_at_once_what_others_see_a_little_later(tmp_path):
    """Here processes look once a minute, so that both can be seen."""
    settings = {"CACHE_SECONDS": "60", "ADMIN_PASSWORD": PASSWORD}
    with running(tmp_path, **settings) as (address, _said):
        anybody, publisher = Visitor(address), Visitor(address)
        assert publisher.sign_in("admin", PASSWORD)[1] == "/admin/"
        assert seen(anybody, "/changes/", "Words of a later version") == 0
        shell(tmp_path, PUBLISH)
        assert seen(publisher, "/changes/", "Words of a later version") == TIMES
        assert seen(anybody, "/changes/", "Words of a later version") == 0


def test_with_the_cache_off_django_answers_all(tmp_path):
    with running(tmp_path, CACHE="off", CACHE_SECONDS="60") as (address, _said):
        anybody = Visitor(address)
        assert seen(anybody, "/changes/", "Words of a later version") == 0
        shell(tmp_path, PUBLISH)
        assert seen(anybody, "/changes/", "Words of a later version") == TIMES
