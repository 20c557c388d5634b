"""Reading the environment. A value that makes no sense is refused by name and value."""

import gettext
import os
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import to_locale


def env_text(name, default=""):
    """The variable ``name``, trimmed; ``default`` where unset or empty."""
    return os.environ.get(name, "").strip() or default


def env_bool(name, *, default=False):
    """The variable ``name`` as yes or no; refuses anything else by name and value."""
    value = env_text(name).lower()
    if value in ("", "1", "yes", "true", "on", "0", "no", "false", "off"):
        return default if not value else value in ("1", "yes", "true", "on")
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no. Write 1 or 0.")


def env_int(name, default, *, low, high):
    """The variable ``name`` as a whole number from ``low`` to ``high``."""
    value = env_text(name, str(default))
    if value.isascii() and value.isdigit() and low <= int(value) <= high:
        return int(value)
    raise ImproperlyConfigured(f"{name}={value!r} is not a whole number from {low} to {high}.")


def env_list(name):
    """The variable ``name`` as words separated by commas."""
    return [word.strip() for word in env_text(name).split(",") if word.strip()]


def env_choice(name, default, choices):
    """The variable ``name`` as one of ``choices``."""
    value = env_text(name, default)
    if value in choices:
        return value
    raise ImproperlyConfigured(f"{name}={value!r} is not one of: {', '.join(choices)}.")


def has_catalogue(language, folder):
    """Whether our texts can be had in ``language``: English, or compiled in ``folder``.

    As Django looks: for "de-at", those of "de" will do.
    """
    is_english = language.partition("-")[0] == "en"
    return is_english or gettext.find("django", folder, [to_locale(language)]) is not None


BASE_DIR = Path(__file__).resolve().parent.parent
#: Commands that deal with a portal that is there, and make nothing where there is none.
NEED_A_PORTAL = frozenset(
    {
        "backup",
        "clearhalfversions",
        "eraseperson",
        "evidence",
        "exportcustomers",
        "importcustomers",
        "importhistory",
        "importlist",
        "persondata",
        "readbounce",
        "redact",
        "sendnotices",
        "testmail",
        "verifypublications",
    }
)


def data_dir():
    """The folder DATA_DIR, absolute; ``var`` beside the code unless it is set."""
    return Path(env_text("DATA_DIR", str(BASE_DIR / "var"))).absolute()


def databases_in(folder):
    """The SQLite files of a portal of one's own, and of the sample, in the folder DATA_DIR."""
    return folder / "portal.sqlite3", folder / "sample.sqlite3"


def refuse_without_portal(words):
    """Ends the program where the command line ``words`` needs a portal and none is embedded here.

    Before the settings are read: they make a folder and a key where there are none.
    """
    is_helped = {"-h", "--help"} & set(words)
    if env_text("DATABASE_URL") or is_helped or not NEED_A_PORTAL.intersection(words[:1]):
        return
    folder = data_dir()
    if not any(file.exists() for file in databases_in(folder)):
        sys.exit(
            f"There is no portal in {folder}. Set DATA_DIR or DATABASE_URL as `make run` has"
            " them; or make a portal: make new"
        )


def made_folder(name, path):
    """``path``, made (mode 0700) where it is missing; refused as the variable ``name``.

    Where the whole file system can only be read, what is kept there can still be shown.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_read_only = os.statvfs(path).f_flag & os.ST_RDONLY
    except OSError as error:
        why = error.strerror
    else:
        needed = os.R_OK | os.X_OK if is_read_only else os.W_OK | os.X_OK
        why = "" if os.access(path, needed) else "Permission denied"
    if why:
        raise ImproperlyConfigured(
            f"{name}={str(path)!r} cannot be used ({why}). Name a folder that you may write to."
        )
    return path


def kept(path, make=None):
    """The text kept in the file ``path``; made once by ``make`` (mode 0600).

    Two processes that start together keep the same text. "" where there is no file and
    no ``make``.
    """
    if not path.exists():
        if make is None:
            return ""
        draft = path.with_name(f".{path.name}-{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(make() + "\n", encoding="utf-8")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its text is the one that counts
        finally:
            draft.unlink()
    text = path.read_text(encoding="utf-8").strip()
    if not text:
        raise ImproperlyConfigured(f"{path} is empty. Restore it from a backup, or remove it.")
    return text
