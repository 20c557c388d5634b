"""Commands that deal with a portal make nothing where there is none, and say so."""

import pytest
from django.core.management import CommandError, call_command

from tests.served import manage
from trustportal.environment import NEED_A_PORTAL

GIVEN = {
    "backup": ["copy"],
    "clearhalfversions": [],
    "eraseperson": ["ada@a.example"],
    "evidence": ["2", "evidence.zip"],
    "exportcustomers": ["customers.csv"],
    "importcustomers": ["customers.csv"],
    "importhistory": ["history.jsonl"],
    "importlist": ["list.csv"],
    "persondata": ["ada@a.example"],
    "readbounce": [],
    "redact": ["--text", "Jane Doe", "--reason", "Erasure"],
    "sendnotices": [],
    "testmail": ["jane@a.example"],
    "verifypublications": [],
}


def test_every_such_command_is_tried_here():
    assert GIVEN.keys() == NEED_A_PORTAL


@pytest.mark.parametrize("command", sorted(GIVEN))
def test_in_a_folder_without_a_portal_no_database_and_no_key_is_made(command, tmp_path):
    folder = tmp_path / "elsewhere"
    done = manage(folder, command, *GIVEN[command])
    assert done.returncode == 1
    assert done.stderr.startswith(f"There is no portal in {folder}. Set DATA_DIR or DATABASE_URL")
    assert not folder.exists()


def test_the_help_of_such_a_command_is_given_anywhere(tmp_path):
    done = manage(tmp_path / "elsewhere", "redact", "--help")
    assert done.returncode == 0
    assert "--text" in done.stdout


@pytest.mark.django_db
@pytest.mark.parametrize(
    "command", sorted(GIVEN.keys() - {"importhistory", "importlist", "readbounce"})
)
def test_a_database_without_a_portal_is_named(command, tmp_path):
    given = [str(tmp_path / "copy")] if command == "backup" else GIVEN[command]
    with pytest.raises(CommandError, match="holds no portal"):
        call_command(command, *given)
