"""Make an empty portal of one's own."""

import os
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from subprocessors.management.asking import (
    ask,
    ask_password,
    ask_public_address,
    keep_public_address,
)
from subprocessors.models.portal import Portal
from subprocessors.operating.found import AlreadyFounded, found_portal, has_portal
from subprocessors.operating.restore import new_sqlite_file
from subprocessors.operating.upgrade import NewerDatabase, database_in_words, upgrade_database


class Command(BaseCommand):
    help = (
        "Makes an empty portal and its administrator. Asks, or takes from the environment:"
        " ORGANISATION, PUBLIC_URL, PORTAL_TIME_ZONE, ADMIN_NAME, ADMIN_PASSWORD."
    )
    requires_system_checks = ()  # there is no database to check yet

    def handle(self, *args, **options):
        os.umask(0o077)
        try:
            refuse_a_second_portal()
            refuse_an_unspoken_language()
            answers, address, is_made_here = ask_everything()
            with database_to_found(address):
                upgrade_database(at=timezone.now(), say=self.stdout.write)
                portal, user = found_portal(**answers)
        except (NewerDatabase, AlreadyFounded) as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as error:
            shown = database_in_words(connection)
            raise CommandError(f"{shown} does not answer as it should: {error}") from error
        self.stdout.write(f"Made the portal of {portal.organisation}, for {address}.")
        if is_made_here:
            password = answers["admin_password"]
            self.stdout.write(f"The password, shown only this once: {password}")
        self.stdout.write(f"Now: make run, and sign in as {user.username}.")


def refuse_a_second_portal():
    """Raises AlreadyFounded where `make new` made a portal before."""
    if settings.EMBEDDED and settings.OWN_DATABASE.exists():
        raise AlreadyFounded(
            f"You have a portal already, in {settings.OWN_DATABASE}. Nothing was changed."
        )
    if not settings.EMBEDDED and has_portal(connection):
        raise AlreadyFounded(
            f"{database_in_words(connection)} holds a portal already. Nothing was changed."
        )


def refuse_an_unspoken_language():
    """Raises CommandError where a new portal would be in another language than asked for."""
    asked = settings.ASKED_LANGUAGE
    if asked != settings.LANGUAGE_CODE:
        raise CommandError(
            f"LANGUAGE_CODE={asked!r}: this release has no texts in that language. Unset it, or"
            " set it to en-gb. Nothing was made."
        )


def ask_everything():
    """What the portal is made of, its public address, and whether we made the password."""
    user_fields = get_user_model()._meta
    answers = {"organisation": ask("ORGANISATION", "Organisation", check=_fits("organisation"))}
    address = settings.PUBLIC_URL
    if settings.EMBEDDED:
        address = ask_public_address()
    answers["time_zone"] = ask(
        "PORTAL_TIME_ZONE",
        "Time zone, such as Europe/Berlin",
        default="UTC",
        check=_fits("time_zone"),
    )
    answers["admin_name"] = ask(
        "ADMIN_NAME",
        "Name the administrator signs in with",
        default="admin",
        check=_fits("username", user_fields),
    )
    user = get_user_model()(username=answers["admin_name"])
    answers["admin_password"], is_made_here = ask_password(user)
    return answers, address, is_made_here


def _fits(name, fields=Portal._meta):
    return lambda value: fields.get_field(name).clean(value, None)


@contextmanager
def database_to_found(address):
    """Where the portal is made. A SQLite file takes its place only once it is complete."""
    if not settings.EMBEDDED:
        yield
        return
    with new_sqlite_file(settings.OWN_DATABASE):
        yield
        keep_public_address(address)
