"""Make a portal of a file written by ``manage.py backup``."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from subprocessors import verifying
from subprocessors.management.asking import ask_public_address, keep_public_address
from subprocessors.models.publication import Publication
from subprocessors.operating.restore import CannotRestore, refuse_used_database, restore_portal
from subprocessors.operating.upgrade import database_in_words


class Command(BaseCommand):
    help = (
        "Makes the portal in a file that manage.py backup wrote that of this empty database:"
        " migrates it where it is older, verifies every version, and only then puts it in"
        " place. Whatever fails changes nothing. Asks for PUBLIC_URL as make new does."
    )
    requires_system_checks = ()  # there is no database to check yet

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *args, file, **options):
        os.umask(0o077)
        try:
            refuse_used_database()
            settle = self.settling_address()
            report = restore_portal(file, say=self.stdout.write, settle=settle)
        except CannotRestore as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as error:
            shown = database_in_words(connection)
            raise CommandError(f"{shown} does not answer as it should: {error}") from error
        self.stdout.write(f"Restored {file}: {verifying.in_words(report)}")
        newest = Publication.objects.newest()
        if newest:
            self.stdout.write(f"Version {newest.number}: {newest.digest}")

    def settling_address(self):
        """Keeps the public address, which no backup holds, where it is not known here."""
        if not settings.EMBEDDED or (settings.DATA_DIR / "public-url").exists():
            return lambda: None
        address = ask_public_address()
        return lambda: keep_public_address(address)
