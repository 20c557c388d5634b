"""Builds .venv/ and installs pinned requirements into it.

    python3 install.py requirements.txt

Installs again only what changed since. Runs under any Python 3, so that an old one is
refused by name rather than by a syntax error.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
OLDEST = (3, 11)


def refusal(version, missing):
    """Why the portal cannot be built here, or None.

    ``version`` is Python's, as numbers; ``missing`` names the modules that it lacks.
    """
    shown = ".".join(str(number) for number in version[:2])
    if tuple(version[:2]) < OLDEST:
        return (
            f"This is Python {shown}; the portal needs 3.11 or newer. Install one, and name it:"
            " make run PYTHON=python3.11"
        )
    if missing:
        return (
            "Python {0} here lacks {1}, which builds .venv. Install it; on Debian and Ubuntu:"
            " sudo apt install python{0}-venv".format(shown, " and ".join(missing))
        )
    return None


def is_sound(python):
    """Whether ``python`` runs, is new enough and has pip."""
    probe = f"import sys, pip; sys.exit(sys.version_info[:2] < {OLDEST})"
    try:
        return subprocess.call([python, "-c", probe], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def pinned(requirements):
    """The text of the file ``requirements`` and of those that it takes in."""
    text = requirements.read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("-r "):
            text += pinned(requirements.with_name(line[3:].strip()))
    return text


def install_packages(names):
    """Builds what is missing and installs the files ``names``; gives the exit code."""
    python = str(VENV / "bin" / "python")
    if not is_sound(python):
        lacking = [name for name in ("venv", "ensurepip") if not importlib.util.find_spec(name)]
        why_not = refusal(sys.version_info, lacking)
        if why_not:
            print(why_not, file=sys.stderr)
            return 1
        print("Building .venv with Python {}.{}.".format(*sys.version_info[:2]), flush=True)
        if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
            return 1
    for name in names:
        wanted, stamp = pinned(HERE / name), VENV / f"installed-{name}"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            continue
        print(f"Installing {name}.", flush=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.call([*pip, "--requirement", str(HERE / name)]):
            print(f"{name} could not be installed; pip says why above.", file=sys.stderr)
            return 1
        stamp.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(install_packages(sys.argv[1:]))
