"""A portal whose disk is full, or can only be read: customers read on, and the desk says why.

Needs a small file system of its own, which only an administrator may mount; skipped elsewhere.
"""

import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.served import PASSWORD, running
from tests.visitor import Visitor

pytestmark = pytest.mark.own_database

PAGES = (
    *(
        "/",
        "/subprocessors/",
        "/subprocessors/stripe/",
        "/subprocessors.json",
        "/subprocessors.csv",
    ),
    *("/changes/", "/changes/1/", "/changes/1.json", "/changes.json", "/changes/compare/"),
    *("/feeds/changes.atom", "/feeds/deadlines.ics", "/subscribe/", "/readyz", "/admin/login/"),
)
SERVICE = "/admin/subprocessors/service/add/"


@pytest.fixture
def disk(made_sample, tmp_path):
    """A file system of 48 MB with the sample on it."""
    place = tmp_path / "disk"
    place.mkdir()
    if mounted(place, "-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs").returncode:
        pytest.skip("only an administrator may mount a file system")
    try:
        shutil.copytree(made_sample, place, dirs_exist_ok=True)
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def mounted(place, *words):
    return subprocess.run(["mount", *words, place], capture_output=True, check=False)


def fill(place):
    """Writes to the file system until it takes nothing more."""
    filler = os.open(place / "filler", os.O_CREAT | os.O_WRONLY)
    for size in (2**20, 2**12):
        while os.statvfs(place).f_bavail * 4096 >= size:
            os.write(filler, bytes(size))
    os.close(filler)
    assert os.statvfs(place).f_bavail == 0


def make_read_only(place):
    assert mounted(place, "-o", "remount,ro").returncode == 0


def statuses(address):
    """What eight visitors at a time are answered, page by page: as many as threads answer."""
    with ThreadPoolExecutor(8) as visitors:
        found = visitors.map(lambda path: (path, Visitor(address).get(path)[0]), PAGES * 6)
        return {pair for pair in found if pair[1] != 200}


def save_a_service(visitor):
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', visitor.get(SERVICE)[2])[1]
    form = {"csrfmiddlewaretoken": token, "slug": "chat", "label": "Chat", "order": "0"}
    return visitor.get(SERVICE, form)


@pytest.mark.parametrize("is_warm", [False, True])
def test_while_the_disk_is_full_every_page_is_read_and_the_desk_names_the_disk(disk, is_warm):
    with running(disk, SEND_NOTICES="1") as (address, _said):
        staff = Visitor(address)
        if is_warm:
            assert statuses(address) == set()
            assert staff.sign_in("admin", PASSWORD) == (200, "/admin/")
        fill(disk)
        assert statuses(address) == set()
        if is_warm:
            assert staff.get("/admin/subprocessors/subprocessor/")[0] == 200
            status, _path, page = save_a_service(staff)
        else:
            status, _path, page = staff.send_sign_in("admin", PASSWORD)
        assert status == 503
        assert "The disk that holds the portal's data is full." in page
        (disk / "filler").unlink()
        assert staff.sign_in("admin", PASSWORD) == (200, "/admin/")
        assert save_a_service(staff)[:2] == (200, "/admin/subprocessors/service/")


@pytest.mark.parametrize(
    ("spoil", "state"),
    [(fill, "is full"), (make_read_only, "can only be read")],
)
def test_a_portal_that_starts_on_such_a_disk_is_read_and_says_what_is_wrong(disk, spoil, state):
    spoil(disk)
    with running(disk, SEND_NOTICES="1") as (address, said):
        assert f"{disk} is on a disk that {state}" in "\n".join(said)
        assert statuses(address) == set()
        status, _path, page = Visitor(address).send_sign_in("admin", PASSWORD)
        assert status == 503
        assert f"data {state}" in page
