"""Bring customers and their contract notice addresses in."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from subprocessors.customers.contact_files import MOST_CONTACT_BYTES
from subprocessors.customers.contact_import import bring_in_contacts
from subprocessors.customers.shown_steps import shown_difference
from subprocessors.importing.reading.files import Unreadable, read_bytes
from subprocessors.management.asking import add_by, require_portal


class Command(BaseCommand):
    help = (
        "Reads customers and their contract notice addresses (CSV, XLSX; a row per address), all"
        " of it or nothing, and says what differs. docs/notices.md names the columns."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")
        add_by(parser)

    def handle(self, *args, file, dry_run, by, **options):
        require_portal()
        try:
            data = read_bytes(file, most=MOST_CONTACT_BYTES)
            found = bring_in_contacts(data, name=Path(file).name, by=by, dry_run=dry_run)
        except Unreadable as refusal:
            raise CommandError("\n".join([*refusal.problems, "Nothing was imported."])) from refusal
        for kind in shown_difference(found):
            self.stdout.write(f"{kind.sign} {kind.heading}: {kind.count}")
        for contact in found.absent:
            self.stdout.write(f"  not in the file, stays: {contact.customer}: {contact.address}")
        self.stdout.write(f"As before: {found.unchanged}")
        if dry_run:
            self.stdout.write("Dry run: nothing was saved.")
