"""Answers for a command: from the environment, or asked at the terminal."""

import getpass
import os
import secrets
import sys
from argparse import ArgumentTypeError

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from subprocessors.front.public_address import public_address
from subprocessors.operating.found import has_portal
from subprocessors.operating.upgrade import database_in_words


def ask(name, question, *, check, default=""):
    """The variable ``name`` of the environment, else the answer to ``question``.

    ``check`` gives the value as it is to be kept, and raises ValueError or ValidationError;
    then the question is asked again, and a value of the environment is refused with
    CommandError. Where nobody can be asked, ``default`` is the answer.
    """
    given = os.environ.get(name, "").strip()
    while True:
        value = given or _typed(name, question, default)
        try:
            return check(value)
        except (ValueError, ValidationError) as error:
            why = " ".join(getattr(error, "messages", [str(error)]))
            if given or not sys.stdin.isatty():
                raise CommandError(f"{name}={value!r} will not do. {why}") from error
            print(why, file=sys.stderr)


def require_portal():
    """Raises CommandError where the database holds no portal, or does not answer."""
    shown = database_in_words(connection)
    try:
        is_there = has_portal(connection)
    except DatabaseError as error:
        raise CommandError(f"{shown} does not answer as it should: {error}") from error
    if not is_there:
        raise CommandError(f"{shown} holds no portal. To make one, type: make new")


def add_by(parser):
    """Adds ``--by`` to a command that leaves records: who acts, where no account here does."""
    parser.add_argument(
        "--by",
        metavar="NAME",
        type=_name,
        help="who does this, as the records say (default: the account of the machine)",
    )


def add_address(parser):
    """Adds the e-mail address of a person to a command; ``typed_address`` reads it."""
    parser.add_argument(
        "address", help="the person's e-mail address; - reads it, so that no history keeps it"
    )


def typed_address(given):
    """The address as given, or for - the first line of standard input."""
    if given != "-":
        return given
    if sys.stdin.isatty():
        print("The e-mail address:", file=sys.stderr)
    return sys.stdin.readline().strip()


def _name(text):
    if not text.strip():
        raise ArgumentTypeError("is empty. Write a name, or leave --by away.")
    return text.strip()


def ask_password(user):
    """A password for ``user`` (unsaved), and whether it was made here, at random.

    From ADMIN_PASSWORD, else asked twice; made here where nothing is typed or nobody can
    be asked. Raises CommandError for an ADMIN_PASSWORD that is too easy to guess.
    """
    given = os.environ.get("ADMIN_PASSWORD", "")
    while True:
        value = given or _typed_password()
        if not value:
            return secrets.token_urlsafe(12), True
        try:
            validate_password(value, user)
            return value, False
        except ValidationError as error:
            if given:
                raise CommandError(f"ADMIN_PASSWORD will not do. {' '.join(error)}") from error
            print(" ".join(error), file=sys.stderr)


def ask_public_address():
    """The address that customers type, from PUBLIC_URL or asked."""
    question = "Public address, such as https://trust.example.com"
    return ask("PUBLIC_URL", question, check=public_address)


def keep_public_address(address):
    """Keeps it where the settings find it, until PUBLIC_URL says otherwise."""
    (settings.DATA_DIR / "public-url").write_text(address + "\n", encoding="utf-8")


def _typed(name, question, default):
    if not sys.stdin.isatty():
        if default:
            return default
        raise CommandError(f"{name} is not set, and there is nobody to ask.")
    try:
        return input(f"{question} [{default}]: " if default else f"{question}: ").strip() or default
    except (EOFError, KeyboardInterrupt) as stopped:
        raise CommandError("Stopped; nothing was made.") from stopped


def _typed_password():
    if not sys.stdin.isatty():
        return ""
    while True:
        try:
            first = getpass.getpass("Password (empty: one is made): ")
            if not first or getpass.getpass("Again: ") == first:
                return first
        except (EOFError, KeyboardInterrupt) as stopped:
            raise CommandError("Stopped; nothing was made.") from stopped
        print("These two are not the same.", file=sys.stderr)
