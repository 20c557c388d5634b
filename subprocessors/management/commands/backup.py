"""Copy the portal's database to a file."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from subprocessors.operating.backup import CannotBackUp, back_up_portal
from subprocessors.operating.upgrade import database_in_words


class Command(BaseCommand):
    help = (
        "Copies the whole database to a new file, by SQLite's own backup or pg_dump, while the"
        " portal goes on. Keep the file private: working list, history and password hashes are"
        " in it. manage.py restore makes a portal of it again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="must not be there yet")

    def handle(self, *args, file, **options):
        os.umask(0o077)
        try:
            back_up_portal(file)
        except CannotBackUp as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as error:
            shown = database_in_words(connection)
            raise CommandError(f"{shown} does not answer as it should: {error}") from error
        size = file.stat().st_size
        self.stdout.write(f"Copied the database to {file} ({size:,} bytes).")
