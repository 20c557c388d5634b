"""Kept answers in a real server, of several processes: who publishes is one of its own."""

import shutil
import socket
import time

import pytest

from tests.served import PASSWORD, PATIENCE, manage, running
from tests.test_running import Visitor

pytestmark = pytest.mark.own_database


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
def portal(made_sample, tmp_path_factory):
    """A sample's folder and address; two processes, which look every second."""
    folder = shutil.copytree(made_sample, tmp_path_factory.mktemp("kept") / "portal")
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


def asked_raw(address, target, *lines):
    """The answer to a request whose target is written so: status, headers without date, body."""
    host, port = address.removeprefix("http://").split(":")
    request = "\r\n".join([f"GET {target} HTTP/1.1", *lines, "Connection: close", "", ""])
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(request.encode())
        with connection.makefile("rb") as said:
            head, _end, body = said.read().partition(b"\r\n\r\n")
    status, *headers = head.decode("iso-8859-1").split("\r\n")
    of_the_server = ("Date:", "Last-Modified:")  # a server that started later is a later release
    return status, sorted(one for one in headers if not one.startswith(of_the_server)), body


def test_in_whatever_form_a_target_is_written_the_kept_answer_is_the_one_of_django(sample_folder):
    targets = (
        *("{address}/subprocessors/", "http://other.example/subprocessors/", "/subprocessors/?"),
        *("/%73ubprocessors/", "//subprocessors/", "/subprocessors/#x", "*", "/\xff/"),
    )
    named = ("Host: 127.0.0.1", "Host: 127.0.0.1:1", "Host: LOCALHOST", "Host: evil.example")
    extra = ("Script-Name: //evil.example", "SCRIPT_NAME: //evil.example", "Range: bytes=0-9")
    requests = [
        *((target, named[0]) for target in targets),
        *(("/subprocessors/", host) for host in named),
        *(("/subprocessors/", named[0], line) for line in extra),
        ("//evil.example/subprocessors/", named[0], extra[1]),
        ("/subprocessors/", named[0], named[0]),
        ("/subprocessors/",),
    ]
    own = {"WORKERS": "1", "PUBLIC_URL": "http://127.0.0.1:8000"}
    with (
        running(sample_folder, **own) as (kept, _said),
        running(sample_folder, **own, CACHE="off") as (straight, _said),
    ):
        for target, *lines in requests:
            first, second, without = (
                asked_raw(address, target.format(address=address), *lines)
                for address in (kept, kept, straight)
            )
            assert first == second == without, (target, lines)


def test_who_is_signed_in_sees_at_once_what_others_see_a_little_later(sample_folder):
    """Here the one process looks once a minute, so that both can be seen.

    Another that nobody has asked yet would look at once.
    """
    settings = {"CACHE_SECONDS": "60", "WORKERS": "1"}
    with running(sample_folder, **settings) as (address, _said):
        anybody, publisher = Visitor(address), Visitor(address)
        assert publisher.sign_in("admin", PASSWORD)[1] == "/admin/"
        assert seen(anybody, "/changes/", "Words of a later version") == 0
        shell(sample_folder, PUBLISH)
        assert seen(publisher, "/changes/", "Words of a later version") == TIMES
        assert seen(anybody, "/changes/", "Words of a later version") == 0


def test_with_the_cache_off_django_answers_all(sample_folder):
    with running(sample_folder, CACHE="off", CACHE_SECONDS="60") as (address, _said):
        anybody = Visitor(address)
        assert seen(anybody, "/changes/", "Words of a later version") == 0
        shell(sample_folder, PUBLISH)
        assert seen(anybody, "/changes/", "Words of a later version") == TIMES
