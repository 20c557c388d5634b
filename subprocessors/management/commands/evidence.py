"""Write the evidence of a version to a file."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from subprocessors.evidence.taking import take_evidence
from subprocessors.management.asking import add_by, require_portal
from subprocessors.models.publication import Publication
from subprocessors.operating.sqlite_copies import new_private_file


class Command(BaseCommand):
    help = (
        "Writes a ZIP file that shows what a version said, who was told of it and when, and what"
        " their mail servers answered; with a script that checks it off line. Keep it private:"
        " addresses are in it. Who took it is recorded, with its digest."
    )

    def add_arguments(self, parser):
        parser.add_argument("number", metavar="NUMBER", type=int, help="of the version")
        parser.add_argument("file", metavar="FILE", type=Path, help="must not be there yet")
        add_by(parser)

    def handle(self, *args, number, file, by, **options):
        require_portal()
        os.umask(0o077)
        try:
            with new_private_file(file) as draft, draft.open("wb") as written:
                digest = take_evidence(number, written, by=by, at=timezone.now())
        except Publication.DoesNotExist as error:
            raise CommandError(f"There is no version {number}.") from error
        except FileExistsError as error:
            raise CommandError(
                f"{file} exists. Choose another name; no file is replaced."
            ) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error}.") from error
        self.stdout.write(f"Wrote the evidence of version {number} to {file}.")
        self.stdout.write(f"Its digest, recorded on the desk: {digest}")
