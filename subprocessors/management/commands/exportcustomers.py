"""Write customers and their contract notice addresses to a file."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from subprocessors.customers.contact_export import export_contacts
from subprocessors.management.asking import add_by, require_portal


class Command(BaseCommand):
    help = (
        "Writes customers and their contract notice addresses to FILE (.csv or .xlsx), which only"
        " you can read; who did it is written down."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        add_by(parser)

    @transaction.atomic
    def handle(self, *args, file, by, **options):
        require_portal()
        suffix = Path(file).suffix.lower()
        if suffix not in (".csv", ".xlsx"):
            raise CommandError(f"{file}: write a name that ends with .csv or .xlsx.")
        content = export_contacts(by=by, at=timezone.now(), as_sheet=suffix == ".xlsx")
        try:
            opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{file}: cannot be written ({error.strerror}).") from error
        with os.fdopen(opened, "wb") as written:
            written.write(content)
        self.stdout.write(f"Written to {file}.")
