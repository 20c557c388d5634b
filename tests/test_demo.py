"""The demo: an invented company whose portal has everything that a portal can have."""

import os
import signal
import subprocess
from datetime import date, timedelta

import pytest
from django.utils import timezone

from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.operating.found import AlreadyFounded
from subprocessors.sample.demo import load_demo, read_story
from subprocessors.verifying import verify
from tests.served import PATIENCE, ROOT, environment, free_port, said_until
from tests.visitor import Visitor

WHO = {"admin_name": "admin", "admin_password": "looked at and thrown away"}


@pytest.fixture
def demo(db):
    return load_demo(**WHO)


def test_it_has_forty_in_use_and_announces_three_changes_on_whatever_day_it_is_loaded(demo, client):
    today = timezone.localdate()
    states = [row.status_on(today) for row in Subprocessor.objects.all()]
    assert states.count("current") == 40
    assert states.count("ended") == 3
    assert states.count("upcoming") == 2  # one announced, one still a draft
    page = client.get("/subprocessors/").content.decode()
    assert "41 sub-processors: 40 in use, 1 announced. 3 changes are coming" in page


def test_its_twelve_versions_lie_in_order_over_three_years_and_nobody_is_written_to(demo):
    versions = Publication.objects.order_by("number")
    days = list(versions.values_list("published_on", flat=True))
    assert days == sorted(days)
    assert 1000 < (days[-1] - days[0]).days < 1100
    assert days[-1] == timezone.localdate() - timedelta(days=8)
    kinds = versions.values_list("kind", flat=True)
    assert set(kinds) == {"opening", "change", "review", "correction"}
    assert verify().publications == 12
    assert Portal.objects.get().is_sample
    with pytest.raises(AlreadyFounded):
        load_demo(**WHO)


def test_days_are_moved_by_as_many_days_as_have_passed():
    told, later = read_story(date(2026, 11, 28)), read_story(date(2026, 12, 8))
    assert told["versions"][0]["at"] == "2023-12-04T09:14"
    assert later["versions"][0]["at"] == "2023-12-14T09:14"
    assert "on 1 June 2025" in told["versions"][6]["note"]
    assert "on 11 June 2025" in later["versions"][6]["note"]


@pytest.mark.own_database
def test_make_demo_serves_it_and_leaves_nothing_behind(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    port = str(free_port())
    process = subprocess.Popen(
        ["make", "--no-print-directory", "demo"],
        cwd=ROOT,
        env=environment(
            own, PORT=port, TMPDIR=str(tmp_path), DATABASE_URL="postgres://nobody@127.0.0.1:1/none"
        ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said_until(process, b"The desk:")
        assert "Rückenwind Reporting" in Visitor(f"http://127.0.0.1:{port}").get("/changes/")[2]
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert [path.name for path in tmp_path.iterdir()] == ["own"]
    assert list(own.iterdir()) == []
