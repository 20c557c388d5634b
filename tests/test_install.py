"""Building .venv: what is refused, and what is done again."""

import os
import shutil
import subprocess
import sys

import pytest

from install import refusal
from tests.served import ROOT

pytestmark = pytest.mark.own_database


@pytest.fixture
def project(tmp_path):
    """A folder with install.py and requirements that name no package."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(ROOT / "install.py", folder)
    (folder / "requirements.txt").write_text("# nothing yet\n")
    (folder / "requirements-dev.txt").write_text("-r requirements.txt\n")
    return folder


def install(project, *names, **variables):
    return subprocess.run(
        [sys.executable, "install.py", *names],
        cwd=project,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_requirements_are_installed_again_only_when_they_changed(project):
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    first = install(project, "requirements.txt")
    assert first.stdout.splitlines() == [
        f"Building .venv with Python {version}.",
        "Installing requirements.txt.",
    ]
    assert (project / ".venv" / "bin" / "python").exists()
    again = install(project, "requirements.txt")
    assert (again.returncode, again.stdout) == (0, "")
    os.utime(project / "requirements.txt", (0, 0))
    assert install(project, "requirements.txt").stdout == ""
    (project / "requirements.txt").write_text("# still nothing\n")
    assert install(project, "requirements.txt").stdout == "Installing requirements.txt.\n"
    assert install(project, "requirements-dev.txt").stdout == "Installing requirements-dev.txt.\n"
    (project / "requirements.txt").write_text("# nothing at all\n")
    assert install(project, "requirements-dev.txt").stdout == "Installing requirements-dev.txt.\n"
    (project / ".venv" / "bin" / "python").unlink()
    assert install(project, "requirements.txt").stdout.startswith("Building .venv")


def test_requirements_that_cannot_be_installed_are_tried_again_next_time(project):
    (project / "requirements.txt").write_text("./not-there\n")
    for _attempt in range(2):
        done = install(project, "requirements.txt")
        assert done.returncode == 1
        assert "requirements.txt could not be installed; pip says why above." in done.stderr


def test_an_old_python_is_refused_by_name():
    assert refusal((3, 10, 4), []) == (
        "This is Python 3.10; the portal needs 3.11 or newer. Install one, and name it: make run"
        " PYTHON=python3.11"
    )
    assert refusal((3, 11, 0), []) is None
    assert refusal((4, 0, 0), []) is None


def test_without_ensurepip_it_says_what_to_install(project, tmp_path):
    hidden = tmp_path / "sitecustomize.py"
    hidden.write_text(
        "import importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'ensurepip' else find(name, *rest)\n"
    )
    done = install(project, "requirements.txt", PYTHONPATH=str(tmp_path))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert done.returncode == 1
    assert done.stderr == (
        f"Python {version} here lacks ensurepip, which builds .venv. Install it; on Debian and"
        f" Ubuntu: sudo apt install python{version}-venv\n"
    )
    assert not (project / ".venv").exists()
