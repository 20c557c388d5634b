"""What several test modules share."""

import os
import shutil
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from hypothesis import settings

from subprocessors.archive import triggers
from subprocessors.front import release
from subprocessors.models.roles import ROLES
from tests import browsing, databases, served
from tests.kept import KeptClient

# A busy machine is slow, not wrong; and what decides whether a change lands leaves nothing to
# chance.
settings.register_profile("portal", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("portal")


@pytest.fixture(scope="session", autouse=True)
def old_release():
    """The release began before any story is told: Last-Modified names what happened in it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(release, "_STARTED_AT", datetime(2020, 1, 1, tzinfo=UTC))
        release.release.cache_clear()
        yield


@pytest.fixture(scope="session", autouse=True)
def copied_databases(django_db_blocker):
    """What tests copied databases from is removed at the end."""
    yield
    with django_db_blocker.unblock():
        databases.remove_what_was_made()


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory):
    """A folder in which ``make run`` made the sample; its administrator has ``PASSWORD``."""
    folder = tmp_path_factory.mktemp("made")
    with served.running(folder, ADMIN_PASSWORD=served.PASSWORD):
        pass
    return folder


@pytest.fixture
def sample_folder(made_sample, tmp_path):
    """A copy of it, of the test's own."""
    return shutil.copytree(made_sample, tmp_path / "portal")


@pytest.fixture
def client():
    """Asks as a visitor does: through the answers that are kept in front of Django."""
    return KeptClient()


@pytest.fixture(scope="session")
def browser():
    """An installed Chromium; without one the test is skipped (see ``browsing``)."""
    with browsing.started() as browser:
        yield browser


@pytest.fixture
def page(browser):
    """A fresh page, 1280 x 800, that may load nothing from another host."""
    with browsing.watched_page(browser, viewport={"width": 1280, "height": 800}) as page:
        yield page


@pytest.fixture(autouse=True)
def sealed_archive(request):
    """Every test with a database finds the archive sealed and the groups made.

    A transactional test ends with a flush of all tables, which the triggers refuse: they are
    taken away just before it, and the next test puts them back.
    """
    marker = request.node.get_closest_marker("django_db")
    asked = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if not (marker or asked):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    if triggers.missing(connection):
        triggers.install(connection)
        make_groups_again()
    yield
    if not connection.in_atomic_block:
        triggers.remove(connection)


def make_groups_again():
    """The groups that the migrations made, after a flush took them."""
    for role, codenames in ROLES.items():
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.set(
            Permission.objects.filter(
                content_type__app_label="subprocessors", codename__in=codenames
            )
        )
