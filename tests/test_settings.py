"""Settings: what they make of the environment, and what they refuse."""

import ast
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import manage
from trustportal.environment import has_catalogue

ROOT = Path(__file__).resolve().parent.parent
KEY = "k3y-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2
PRODUCTION = {
    "DATABASE_URL": "postgres://portal:secret@db.example.com:5432/portal",
    "SECRET_KEY": KEY,
    "PUBLIC_URL": "https://trust.example.com",
}
SHOW = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def run_with(environment, *names):
    """A process of its own that reads the settings and prints those of ``names`` as JSON."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", SHOW, *names],
        env={**kept, "DJANGO_SETTINGS_MODULE": "trustportal.settings", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(environment, *names):
    done = run_with(environment, *names)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refusal_of(environment):
    done = run_with(environment, "DEBUG")
    assert done.returncode != 0, done.stdout
    return (
        done.stderr.strip()
        .splitlines()[-1]
        .removeprefix("django.core.exceptions.ImproperlyConfigured: ")
    )


def test_a_mail_server_is_refused_by_name_and_its_password_is_not_repeated():
    done = refusal_of({**PRODUCTION, "EMAIL_URL": "smtp://octo:hunter2@mail.example"})
    assert done.startswith("EMAIL_URL would send the password unencrypted.")
    assert "hunter2" not in done
    done = refusal_of({**PRODUCTION, "EMAIL_URL": "smtp://127.0.0.1"})
    assert done.startswith("MAIL_FROM is not set")
    done = refusal_of({**PRODUCTION, "MAIL_FROM": "Octo"})
    assert done.startswith("MAIL_FROM='Octo' is no address.")
    done = refusal_of({**PRODUCTION, "BOUNCE_ADDRESS": "bounce"})
    assert (
        done
        == "BOUNCE_ADDRESS='bounce' is no address alone. Write one such as bounce@octo.example."
    )


def test_a_folder_that_cannot_be_made_is_refused_by_name_and_value(tmp_path):
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "var"
    assert refusal_of({"DATA_DIR": str(folder)}) == (
        f"DATA_DIR='{folder}' cannot be used (Not a directory)."
        " Name a folder that you may write to."
    )


def test_without_any_variable_the_portal_is_embedded_and_private(tmp_path):
    folder = tmp_path / "var"
    found = settings_of(
        {"DATA_DIR": str(folder)},
        *("DEBUG", "PUBLIC_URL", "ALLOWED_HOSTS", "DATABASES", "SECRET_KEY", "BEHIND_PROXY"),
    )
    assert found["DEBUG"] is False
    assert found["BEHIND_PROXY"] is False
    assert found["PUBLIC_URL"] == "http://127.0.0.1:8000"
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "127.0.0.1", "localhost"]
    assert found["DATABASES"]["default"]["NAME"] == str(folder / "sample.sqlite3")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert (folder / "secret-key").read_text().strip() == found["SECRET_KEY"]
    assert settings_of({"DATA_DIR": str(folder)}, "SECRET_KEY")["SECRET_KEY"] == found["SECRET_KEY"]
    assert sorted(path.name for path in folder.iterdir()) == ["secret-key"]


def test_processes_that_start_together_keep_one_key(tmp_path):
    kept = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", SHOW, "SECRET_KEY"],
            env={**kept, "DJANGO_SETTINGS_MODULE": "trustportal.settings"},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    keys = {json.loads(process.communicate()[0])["SECRET_KEY"] for process in started}
    assert keys == {(tmp_path / "secret-key").read_text().strip()}


def test_a_portal_of_ones_own_takes_the_place_of_the_sample_and_keeps_its_address(tmp_path):
    (tmp_path / "portal.sqlite3").touch()
    (tmp_path / "public-url").write_text("https://trust.example.com\n")
    found = settings_of({"DATA_DIR": str(tmp_path)}, "DATABASES", "PUBLIC_URL")
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "portal.sqlite3")
    assert found["PUBLIC_URL"] == "https://trust.example.com"


def test_a_portal_that_lost_its_address_is_not_served_under_another(tmp_path):
    (tmp_path / "portal.sqlite3").touch()
    assert refusal_of({"DATA_DIR": str(tmp_path)}).startswith("PUBLIC_URL is not set:")


def test_production_settings_are_strict(tmp_path):
    found = settings_of(
        {**PRODUCTION, "DATA_DIR": str(tmp_path / "var")},
        *("DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"),
        *("SECURE_SSL_HOST", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS", "IS_OWN", "BEHIND_PROXY"),
    )
    assert found == {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_SSL_HOST": "trust.example.com",
        "SECURE_HSTS_SECONDS": 31_536_000,
        "ALLOWED_HOSTS": ["trust.example.com", "127.0.0.1", "localhost"],
        "IS_OWN": True,
        "BEHIND_PROXY": True,
    }
    assert not (tmp_path / "var").exists()


HSTS_BEYOND = ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")


@pytest.mark.parametrize(
    "address", ["https://trust.example.com", "https://example.co.uk", "https://example.com"]
)
def test_no_name_below_the_portals_is_bound_to_https_unasked(tmp_path, address):
    found = settings_of({**PRODUCTION, "PUBLIC_URL": address}, *HSTS_BEYOND)
    assert found == dict.fromkeys(HSTS_BEYOND, False)


def test_names_below_the_portals_are_bound_to_https_when_asked_for(tmp_path):
    asked = {"HSTS_INCLUDE_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}
    assert settings_of({**PRODUCTION, **asked}, *HSTS_BEYOND) == dict.fromkeys(HSTS_BEYOND, True)


@pytest.mark.parametrize("address", ["http://[::1]:8000", "https://[2001:db8::1]"])
def test_an_ipv6_address_is_allowed_as_browsers_send_it(tmp_path, address):
    found = settings_of({**PRODUCTION, "PUBLIC_URL": address}, "ALLOWED_HOSTS")
    assert found["ALLOWED_HOSTS"][0] == re.search(r"\[.+\]", address)[0]


def test_sites_that_may_frame_the_list_are_named_by_commas(tmp_path):
    sites = "https://Docs.example.com/ ,http://localhost:3000"
    found = settings_of({"DATA_DIR": str(tmp_path), "EMBED_PARENTS": sites}, "EMBED_PARENTS")
    assert found == {"EMBED_PARENTS": ["https://docs.example.com", "http://localhost:3000"]}
    assert settings_of({"DATA_DIR": str(tmp_path)}, "EMBED_PARENTS") == {"EMBED_PARENTS": []}


def test_sqlite_lets_one_write_and_all_read(tmp_path):
    options = settings_of({"DATA_DIR": str(tmp_path)}, "DATABASES")["DATABASES"]["default"]
    assert options["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DEBUG": "perhaps"}, "DEBUG='perhaps' is neither yes nor no. Write 1 or 0."),
        ({"PORT": "http"}, "PORT='http' is not a whole number from 1 to 65535."),
        ({"PORT": "70000"}, "PORT='70000' is not a whole number from 1 to 65535."),
        ({"WORKERS": "0"}, "WORKERS='0' is not a whole number from 1 to 64."),
        (
            {"HSTS_SECONDS": "-1"},
            "HSTS_SECONDS='-1' is not a whole number from 0 to 63072000.",
        ),
        (
            {"PUBLIC_URL": "trust.example.com"},
            "PUBLIC_URL='trust.example.com' is not the address of a site. Write scheme and host"
            " only, such as https://trust.example.com",
        ),
        (
            {"PUBLIC_URL": ""},
            "PUBLIC_URL is not set: set it to the address customers type, such as"
            " https://trust.example.com",
        ),
        (
            {"EMBED_PARENTS": "https://docs.example.com, https://wiki.example.com/page"},
            "EMBED_PARENTS='https://wiki.example.com/page' is not the address of a site. Write"
            " scheme and host only, such as https://trust.example.com",
        ),
        (
            {"EMBED_PARENTS": "*"},
            "EMBED_PARENTS='*' is not the address of a site. Write scheme and host only, such as"
            " https://trust.example.com",
        ),
        (
            {"DATABASE_URL": "mysql://portal:secret@db.example.com/portal"},
            "DATABASE_URL begins with neither postgres:// nor sqlite://, such as"
            " postgres://portal:password@127.0.0.1:5432/portal",
        ),
    ],
)
def test_nonsense_is_refused_by_name_and_value(variables, sentence):
    assert refusal_of({**PRODUCTION, **variables}) == sentence


@pytest.mark.parametrize("value", ["klingon", "EN"])
def test_a_language_that_django_does_not_speak_is_refused(value):
    assert refusal_of({**PRODUCTION, "LANGUAGE_CODE": value}).startswith(
        f"LANGUAGE_CODE={value!r} is not one of: af, ar, "
    )


LANGUAGES = ("ASKED_LANGUAGE", "LANGUAGE_CODE")


@pytest.mark.parametrize("asked", ["de", "es-ar", "zh-hans"])
def test_what_is_written_in_english_is_called_english_whatever_was_asked_for(tmp_path, asked):
    found = settings_of({"DATA_DIR": str(tmp_path), "LANGUAGE_CODE": asked}, *LANGUAGES)
    assert found == {"ASKED_LANGUAGE": asked, "LANGUAGE_CODE": "en-gb"}


def test_english_of_any_kind_is_spoken(tmp_path):
    found = settings_of({"DATA_DIR": str(tmp_path), "LANGUAGE_CODE": "en-au"}, *LANGUAGES)
    assert found == dict.fromkeys(LANGUAGES, "en-au")


def test_a_language_is_spoken_once_its_catalogue_is_there(tmp_path):
    assert not has_catalogue("de", tmp_path)
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    assert not has_catalogue("de", tmp_path)
    (folder / "django.mo").touch()
    assert has_catalogue("de", tmp_path)
    assert has_catalogue("de-at", tmp_path)  # as Django reads it
    assert not has_catalogue("fr", tmp_path)


@pytest.mark.parametrize(
    ("key", "begins"),
    [
        ("", "SECRET_KEY is not set, and with DATABASE_URL it has no default: "),
        ("tooshort", "SECRET_KEY (8 characters) can be guessed: "),
        ("abab" * 20, "SECRET_KEY (80 characters) can be guessed: "),
        ("django-insecure-" + KEY, f"SECRET_KEY ({len(KEY) + 16} characters) can be guessed: "),
    ],
)
def test_a_key_that_can_be_guessed_is_refused_without_being_shown(key, begins):
    said = refusal_of({**PRODUCTION, "SECRET_KEY": key})
    assert said.startswith(begins)
    assert not key or key not in said


@pytest.mark.parametrize("value", ["mysql://u:hunter2@h/d", "postgres://u:hunter2@h:port/d"])
def test_a_password_in_a_refused_database_address_is_not_shown(value):
    done = run_with({**PRODUCTION, "DATABASE_URL": value}, "DEBUG")
    assert done.returncode != 0
    assert "hunter2" not in done.stdout + done.stderr.splitlines()[-1]


def test_manage_py_says_what_is_wrong_in_one_line():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={"PATH": os.environ["PATH"], **PRODUCTION, "PORT": "eighty"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "PORT='eighty' is not a whole number from 1 to 65535.\n"


def test_manage_py_takes_the_settings_that_it_is_told_to_take(tmp_path):
    """Read before Django's own command line looks at its words, they were ours whatever it said."""
    (tmp_path / "others.py").write_text(
        "from trustportal.settings import *\nRELEASE = 'of others'\n", encoding="utf-8"
    )
    show = (
        "shell",
        "--no-imports",
        "-c",
        "from django.conf import settings as s; print(s.RELEASE)",
    )
    for words in (
        ("--settings=others", f"--pythonpath={tmp_path}"),
        ("--settings", "others", "--pythonpath", str(tmp_path)),
    ):
        done = manage(tmp_path, *show, *words)
        assert (done.returncode, done.stdout) == (0, "of others\n"), done.stderr


def test_settings_that_are_not_there_are_named_in_one_line(tmp_path):
    done = manage(tmp_path, "check", "--settings=nowhere.at_all")
    assert done.returncode == 1
    assert done.stderr == (
        "--settings=nowhere.at_all cannot be read: No module named 'nowhere'. Name a module of"
        " settings, or leave it out for trustportal.settings.\n"
    )


def readme_table(heading):
    """The names in the first column of the table under ``heading`` of README."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").split(f"\n## {heading}\n")[1]
    return set(re.findall(r"^\| `([A-Z_]+)`", section.split("\n## ")[0], re.MULTILINE))


def names_read(path, functions):
    """The first arguments of calls of ``functions`` in the file at ``path``."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") in functions and isinstance(call.args[0], ast.Constant)
    }


def test_readme_lists_every_setting_and_no_other():
    readers = {"env_text", "env_bool", "env_int", "env_list", "env_choice"}
    names = ("settings", "mail_settings", "environment")
    files = (ROOT / "trustportal" / f"{name}.py" for name in names)
    read = set().union(*(names_read(file, readers) for file in files))
    assert "DATABASE_URL" in read
    assert readme_table("Settings") == read


def test_readme_lists_every_answer_that_make_new_takes():
    commands = ROOT / "subprocessors" / "management" / "commands"
    asked = names_read(commands / "newportal.py", {"ask"})
    asked |= names_read(commands.parent / "asking.py", {"ask"})
    assert readme_table("A portal of your own") == asked | {"ADMIN_PASSWORD"}
