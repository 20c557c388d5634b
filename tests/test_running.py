"""The two commands, as a newcomer types them."""

import gzip
import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.served import PATIENCE, ROOT, environment, free_port, make, running
from tests.visitor import Visitor

pytestmark = pytest.mark.own_database

KEPT_FROM_0_1_0 = Path(__file__).parent / "data" / "portal-0.1.0-opened.sqlite.gz"
PASSWORD = re.compile(r"Sign in as admin; the password, shown only this once: (\S{16})")


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A folder in which `make run` made the sample, and what it said."""
    folder = tmp_path_factory.mktemp("sample")
    with running(folder) as (address, said):
        visitor = Visitor(address)
        password = PASSWORD.search("\n".join(said))[1]
        seen = {
            "folder": folder,
            "said": said,
            "address": address,
            "list": visitor.get("/subprocessors/"),
            "log": visitor.get("/changes/"),
            "missing": visitor.get("/nothing-here/"),
            "style": visitor.get(_stylesheet(visitor.get("/subprocessors/")[2])),
            "signed_in": visitor.sign_in("admin", password),
        }
    return seen


@pytest.fixture
def copy_of_sample(sample, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(sample["folder"], folder)
    return folder


def _stylesheet(html):
    return re.search(r'href="(/static/[^"]+\.css)"', html)[1]


def run_sql(path, sql, *values):
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(sql, values).fetchall()


def test_make_run_serves_the_sample_on_a_fresh_machine_and_says_each_step_in_a_line(sample):
    said = [line for line in sample["said"] if not line.startswith("Installing ")]
    assert re.fullmatch(r"Migrating the database: \d+ steps\.", said[0])
    assert said[1] == "Made the sample portal. To make your own: make new"
    assert PASSWORD.fullmatch(said[2])
    assert said[3:] == [
        "Collecting the static files.",
        f"The portal:  {sample['address']}/",
        f"The desk:    {sample['address']}/admin/",
    ]


def test_the_sample_shows_the_list_it_was_made_from(sample):
    status, _path, page = sample["list"]
    assert status == 200
    assert "<h1>Deep Infra Subprocessors</h1>" in page
    rows = ["Stripe", "Payment processor", "Amazon Web Services", "Google Cloud Platform"]
    around = ["Infrastructure", "Privacy Policy", "Terms of Service", "Trust Center", "Contact us"]
    assert [words for words in rows + around if words not in page] == []
    assert "6 September 2024" in page


def test_a_bar_on_every_page_says_that_it_is_a_sample(sample):
    for name in ("list", "log", "missing"):
        assert "sample" in re.sub(r"<(style|script).*?</\1>", "", sample[name][2]).lower(), name
    assert sample["missing"][0] == 404


def test_the_log_says_who_states_what_was_before_this_portal(sample):
    status, _path, page = sample["log"]
    assert status == 200
    assert "DeepInfra" in page


def test_its_style_is_served_and_its_administrator_can_sign_in(sample):
    assert sample["style"][0] == 200
    assert sample["signed_in"] == (200, "/admin/")


def test_what_is_kept_is_for_its_owner_alone(sample):
    modes = {path.name: path.stat().st_mode & 0o077 for path in sample["folder"].iterdir()}
    assert {"sample.sqlite3", "secret-key"} <= modes.keys()
    assert {name for name, mode in modes.items() if mode} == set()


def test_run_again_it_just_serves(copy_of_sample):
    with running(copy_of_sample) as (address, said):
        assert said == [f"The portal:  {address}/", f"The desk:    {address}/admin/"]
        assert Visitor(address).get("/healthz")[0] == 200
    assert not (copy_of_sample / "backups").exists()


def test_the_administrators_password_can_be_chosen(tmp_path):
    with running(tmp_path, ADMIN_PASSWORD="as you like it") as (address, said):
        assert "as you like it" not in "\n".join(said)
        assert Visitor(address).sign_in("admin", "as you like it") == (200, "/admin/")


def test_sign_in_waits_after_five_failures_and_others_do_not(copy_of_sample):
    with running(copy_of_sample) as (address, _said):
        visitor = Visitor(address)
        statuses = [visitor.sign_in("admin", f"guess {n}")[0] for n in range(6)]
        assert statuses == [200, 200, 200, 200, 429, 429]
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', visitor.get("/admin/login/")[2])
        form = {"csrfmiddlewaretoken": token[1], "username": "admin", "password": "guess"}
        page = visitor.get("/admin/login/", form)[2]
        assert "wait five minutes, then try again" in page
        assert visitor.sign_in("somebody-else", "guess")[0] == 200


def test_after_an_update_the_database_is_copied_and_migrated(copy_of_sample):
    """From the first release, as whoever puts the newest one in place does."""
    database = copy_of_sample / "sample.sqlite3"
    database.write_bytes(gzip.decompress(KEPT_FROM_0_1_0.read_bytes()))
    with running(copy_of_sample) as (address, said):
        copies = list((copy_of_sample / "backups").iterdir())
        assert said[0] == f"Copied the database to {copies[0]}."
        assert re.fullmatch(r"Migrating the database: \d+ steps\.", said[1])
        assert Visitor(address).get("/subprocessors/")[0] == 200
        assert Visitor(address).get("/readyz")[0] == 200
    applied = (
        "SELECT count(*) FROM django_migrations WHERE app = 'subprocessors' AND name LIKE '0004_%'"
    )
    assert run_sql(database, applied) == [(1,)]
    assert run_sql(copies[0], applied) == [(0,)]
    published = "SELECT count(*) FROM subprocessors_publication"
    assert run_sql(copies[0], published) == run_sql(database, published)


def test_a_database_newer_than_the_code_is_refused_by_name_and_left_alone(copy_of_sample):
    database = copy_of_sample / "sample.sqlite3"
    newer = "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2030-01-01')"
    run_sql(database, newer, "subprocessors", "0099_from_the_future")
    before = database.read_bytes()
    done = make("run", copy_of_sample, PORT=str(free_port()))
    assert done.returncode != 0
    assert f"The database {database} was made by a newer release" in done.stderr
    assert "does not know subprocessors.0099_from_the_future." in done.stderr
    assert database.read_bytes() == before


def test_static_files_are_collected_again_when_one_is_lost(copy_of_sample):
    (copy_of_sample / "static" / "staticfiles.json").unlink()
    with running(copy_of_sample) as (_address, said):
        assert said[0] == "Collecting the static files."


def test_a_taken_port_is_named_before_anything_is_made(tmp_path, copy_of_sample):
    with running(copy_of_sample) as (address, _said):
        port = address.rpartition(":")[2]
        done = make("run", tmp_path / "other", PORT=port)
    assert done.returncode != 0
    assert f"Port {port} cannot be used (Address already in use)." in done.stderr
    assert not (tmp_path / "other" / "sample.sqlite3").exists()


ANSWERS = {
    "ORGANISATION": "Müller & Söhne",
    "PUBLIC_URL": "http://portal.localhost:8000",
    "PORTAL_TIME_ZONE": "Europe/Berlin",
    "ADMIN_NAME": "ada",
    "ADMIN_PASSWORD": "correct horse battery",
}


def test_make_new_makes_a_portal_that_make_run_serves_from_then_on(copy_of_sample):
    before = (copy_of_sample / "sample.sqlite3").read_bytes()
    done = make("new", copy_of_sample, **ANSWERS)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-2:] == [
        "Made the portal of Müller & Söhne, for http://portal.localhost:8000.",
        "Now: make run, and sign in as ada.",
    ]
    assert "correct horse" not in done.stdout + done.stderr
    assert (copy_of_sample / "public-url").read_text() == "http://portal.localhost:8000\n"
    with running(copy_of_sample) as (address, said):
        visitor = Visitor(address)
        assert said == [
            f"Listening for your proxy at {address}.",
            "The portal:  http://portal.localhost:8000/",
            "The desk:    http://portal.localhost:8000/admin/",
        ]
        assert "has not published its list yet" in visitor.get("/subprocessors/")[2]
        assert visitor.get("/changes/1/")[0] == 404
    assert (copy_of_sample / "sample.sqlite3").read_bytes() == before
    row = "SELECT organisation, time_zone, is_sample FROM subprocessors_portal"
    assert run_sql(copy_of_sample / "portal.sqlite3", row) == [
        ("Müller & Söhne", "Europe/Berlin", 0)
    ]


def test_a_new_portal_in_a_language_without_texts_is_refused(tmp_path):
    done = make("new", tmp_path, **ANSWERS, LANGUAGE_CODE="de")
    assert done.returncode != 0
    assert (
        "LANGUAGE_CODE='de': this release has no texts in that language. Unset it, or set it to"
        " en-gb. Nothing was made." in done.stderr
    )
    assert not (tmp_path / "portal.sqlite3").exists()


def test_a_portal_in_a_language_without_texts_is_served_in_english_and_says_so(copy_of_sample):
    with running(copy_of_sample, LANGUAGE_CODE="de") as (address, said):
        page = Visitor(address).get("/subprocessors/")[2]
    assert "LANGUAGE_CODE='de': this release has no texts in that language" in "\n".join(said)
    assert '<html lang="en-gb"' in page
    assert "6 September 2024" in page  # and so are its days


def test_a_second_portal_is_refused(tmp_path):
    assert make("new", tmp_path, **ANSWERS).returncode == 0
    before = (tmp_path / "portal.sqlite3").read_bytes()
    done = make("new", tmp_path, **{**ANSWERS, "ORGANISATION": "Another"})
    assert done.returncode != 0
    assert f"You have a portal already, in {tmp_path / 'portal.sqlite3'}." in done.stderr
    assert (tmp_path / "portal.sqlite3").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("ORGANISATION", "", "ORGANISATION is not set, and there is nobody to ask."),
        ("ORGANISATION", "x" * 201, f"ORGANISATION='{'x' * 201}' will not do."),
        ("PUBLIC_URL", "", "PUBLIC_URL is not set, and there is nobody to ask."),
        ("PUBLIC_URL", "our portal", "PUBLIC_URL='our portal' is not the address of a site."),
        ("PORTAL_TIME_ZONE", "Mars/Base", "PORTAL_TIME_ZONE='Mars/Base' will not do."),
        ("ADMIN_NAME", "ada lovelace", "ADMIN_NAME='ada lovelace' will not do."),
        ("ADMIN_PASSWORD", "short", "ADMIN_PASSWORD will not do. This password is too short."),
        ("ADMIN_PASSWORD", "12345678901234", "This password is entirely numeric."),
    ],
)
def test_an_answer_that_will_not_do_is_refused_and_nothing_is_made(tmp_path, name, value, why):
    done = make("new", tmp_path, **{**ANSWERS, name: value})
    assert done.returncode != 0
    assert why in done.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {"secret-key"}


def test_at_a_terminal_wrong_answers_are_asked_again(tmp_path):
    passwords = ["short", "short", "one of two", "two of two", ""]
    shown = _at_terminal(
        tmp_path,
        ["Example", "our portal", "https://trust.example.com", "Mars", "", "", *passwords],
    )
    assert "'our portal' is not the address of a site." in shown
    assert "Mars is not a time zone." in shown
    assert "This password is too short." in shown
    assert "These two are not the same." in shown
    assert "Made the portal of Example, for https://trust.example.com." in shown
    assert re.search(r"The password, shown only this once: \S{16}\r", shown)
    assert "sign in as admin." in shown
    row = "SELECT organisation, time_zone FROM subprocessors_portal"
    assert run_sql(tmp_path / "portal.sqlite3", row) == [("Example", "UTC")]


@pytest.mark.parametrize("key", ["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("answers", [["Example"], ["Example", "https://a.example", "", "", "one"]])
def test_whoever_stops_it_at_a_question_is_told_that_nothing_was_made(tmp_path, answers, key):
    shown = _at_terminal(tmp_path, answers, then=key)
    assert "Stopped; nothing was made." in shown
    assert "Traceback" not in shown
    assert {path.name for path in tmp_path.iterdir()} <= {"secret-key"}


def _at_terminal(folder, answers, *, then=""):
    """What `make new` shows at a terminal where ``answers`` are typed, one a question.

    ``then`` is Ctrl-C or Ctrl-D, pressed at the next question.
    """
    master, slave = pty.openpty()
    # Whoever runs the tests in the background ignores Ctrl-C, and would hand that down.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        ["make", "--no-print-directory", "new"],
        cwd=ROOT,
        env=environment(folder),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, before)
    os.close(slave)
    shown, waiting, silent = "", list(answers), 0
    while True:
        if not select.select([master], [], [], 1)[0]:
            silent += 1
            if silent > PATIENCE:
                process.kill()
                pytest.fail(f"Nothing more came after: {shown}")
            # Pressed after the question is shown and before it is read, Python keeps it to itself.
            if shown.endswith(": ") and not waiting and then == "Ctrl-C":
                os.killpg(process.pid, signal.SIGINT)
            continue
        silent = 0
        try:
            shown += os.read(master, 4096).decode()
        except OSError:  # the other end is closed
            break
        if shown.endswith(": ") and waiting:
            os.write(master, waiting.pop(0).encode() + b"\n")
        elif shown.endswith(": ") and then == "Ctrl-C":
            os.killpg(process.pid, signal.SIGINT)
        elif shown.endswith(": ") and then == "Ctrl-D":
            os.write(master, b"\x04")
    os.close(master)
    assert (process.wait(timeout=PATIENCE) == 0) is not bool(then), shown
    return shown


def test_a_portal_that_cannot_be_made_leaves_nothing_behind(tmp_path):
    (tmp_path / "public-url").mkdir()  # so that its last step fails
    done = make("new", tmp_path, **ANSWERS)
    assert done.returncode != 0
    assert {path.name for path in tmp_path.iterdir()} <= {"secret-key", "public-url"}


def test_where_a_database_is_named_the_sample_is_never_loaded(tmp_path):
    database = tmp_path / "named.sqlite3"
    named = {
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz" * 2,
        "PUBLIC_URL": ANSWERS["PUBLIC_URL"],
        "PORT": str(free_port()),
    }
    done = make("run", tmp_path, **named)
    assert done.returncode != 0
    assert "There is no portal in this database yet. Make yours: make new" in done.stderr
    assert run_sql(database, "SELECT count(*) FROM subprocessors_portal") == [(0,)]
    answers = {**ANSWERS, **named}
    assert make("new", tmp_path, **answers).returncode == 0
    assert "holds a portal already" in make("new", tmp_path, **answers).stderr
    with running(tmp_path, **named) as (address, _said):
        assert "has not published its list yet" in Visitor(address).get("/subprocessors/")[2]
