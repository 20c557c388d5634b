"""Take text out of everything that was published, and of the desk, with a public reason."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from subprocessors.management.asking import add_by, require_portal
from subprocessors.operating.forgetting import forget_deleted
from subprocessors.publishing import NotPublishable
from subprocessors.publishing.redacting import INSTEAD, CannotRedact, redact, redact_part


class Command(BaseCommand):
    help = (
        "Blanks text that must go: publishes the list without it, blanks it in every earlier"
        " version, and takes it out of the desk and its history, all in one transaction. The hash"
        " of each blanked part stays, so the chain still verifies; a record says when and why."
        " docs/operations.md has the whole way."
    )

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "--text",
            action="append",
            help="the words, exactly; may be repeated; - reads them, one a line",
        )
        which.add_argument("--part", help="blank the part whose hash begins like this, as it is")
        parser.add_argument("--reason", required=True, help="why; this is published")
        parser.add_argument(
            "--instead",
            default=INSTEAD,
            help=f"what stands in their place today, where the desk does not say ({INSTEAD})",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")
        add_by(parser)

    def handle(self, *args, text, part, reason, instead, dry_run, by, **options):
        require_portal()
        given = {"why": reason, "by": by, "at": timezone.now()}
        try:
            with transaction.atomic():
                if part:
                    done = redact_part(part, **given)
                else:
                    done = redact(_texts(text), instead=instead, **given)
                transaction.set_rollback(dry_run)
        except (CannotRedact, NotPublishable) as refusal:
            raise CommandError(str(refusal)) from refusal
        self._say(done)
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        elif not connection.in_atomic_block:
            self._forget()

    def _say(self, done):
        if not done:
            self.stdout.write("Nothing holds this (any more). Nothing was changed.")
            return
        if done.mended_by:
            self.stdout.write(f"Published version {done.mended_by.number}, without the words.")
        for record in done.records:
            self.stdout.write(f"Version {record.publication_id}: redacted part {record.part}.")
        for model, count in done.on_desk.items():
            self.stdout.write(f"The desk, {model._meta.verbose_name}: {count} changed.")
        for old, new in done.renamed.items():
            self.stdout.write(f"{old} goes on as {new}; the old address answers 410.")

        self.stdout.write(
            "If a cache stands in front of the portal (nginx, a CDN), empty it now: it is not told"
            " and may give the old text again. See docs/operations.md."
        )

    def _forget(self):
        why_not = forget_deleted(connection)
        if why_not:
            self.stderr.write(
                f"The database's files may still hold traces ({why_not}). Run this again."
            )
        folder = settings.DATA_DIR / "backups"
        copies = sorted(folder.iterdir()) if folder.is_dir() else []
        for copy in copies:
            self.stdout.write(f"A copy from before: {copy}")


def _texts(given):
    """What is to go: as given, and for - the lines of standard input."""
    texts = [text for text in given if text != "-"]
    if "-" in given:
        if sys.stdin.isatty():
            print("The words, one a line, then Ctrl-D:", file=sys.stderr)
        texts += filter(str.strip, sys.stdin.read().splitlines())
    return texts or [""]
