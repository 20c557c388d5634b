"""A field that is added needs a line in the model, in the table and among the labels, no more."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from subprocessors.archive.fields import FIELDS
from tests.new_field import LABEL, NAME

ROOT = Path(__file__).resolve().parent.parent
ORDER = max(field.order or 0 for field in FIELDS) + 1
# 42 and 43 are the columns on notice.
COLUMN = max(43, *(field.column or 0 for field in FIELDS)) + 1
#: What is written, by file, and before which line.
ADDED = {
    "subprocessors/models/register.py": (
        "    former_names = ",
        f'    {NAME} = models.CharField(_("{LABEL}"), max_length=40, blank=True)\n',
    ),
    "subprocessors/archive/fields.py": (
        '    RowField("former_names"',
        f'    RowField("{NAME}", WHO, LINE, "Its VAT number.",'
        f" order={ORDER}, column={COLUMN}, is_searched=True),\n",
    ),
    "subprocessors/wording/field_names.py": (
        '    "former_names": (',
        f'    "{NAME}": (_("{LABEL}"), _("{LABEL}")),\n',
    ),
}


def test_a_field_of_three_lines_stands_on_form_page_csv_json_schema_search_and_import(tmp_path):
    for folder in ("subprocessors", "templates", "tests", "trustportal", "static"):
        ignored = shutil.ignore_patterns("__pycache__", "data")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "manage.py", tmp_path)
    for name, (before, line) in ADDED.items():
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text.count(before) == 1, name
        (tmp_path / name).write_text(text.replace(before, line + before), encoding="utf-8")
    migrate = "manage.py", "makemigrations", "subprocessors", "--settings", "tests.settings"
    for arguments in (migrate, ("-m", "tests.new_field")):
        environment = {key: os.environ[key] for key in os.environ if key != "DATABASE_URL"}
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env={**environment, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
