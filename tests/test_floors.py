"""The floors of the house, proved by import-linter (.importlinter)."""

import configparser
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def lint(*arguments):
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_floor_stands_only_on_the_floors_below():
    done = lint()
    assert done.returncode == 0, done.stdout + done.stderr
    contracts = configparser.ConfigParser(comment_prefixes=(";",))
    contracts.read(ROOT / ".importlinter")
    count = sum(section.startswith("importlinter:contract:") for section in contracts.sections())
    assert f"Contracts: {count} kept, 0 broken." in done.stdout


def test_a_floor_that_is_left_out_is_noticed(tmp_path):
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    without = tmp_path / "floors.ini"
    without.write_text(text.replace("wording | ", "", 1), encoding="utf-8")
    done = lint("--config", str(without))
    assert done.returncode != 0
    assert "wording" in done.stdout
