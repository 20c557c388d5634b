"""Replay the dated versions of a list into an empty archive."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from subprocessors.importing.histories import versions
from subprocessors.importing.reading.files import Unreadable, decoded, read_bytes
from subprocessors.importing.replaying import CannotReplay, replay
from subprocessors.management.asking import add_by
from subprocessors.publishing import NotPublishable


class Command(BaseCommand):
    help = (
        "Publishes the versions in a JSON Lines file, oldest first, as imported ones with their"
        " own instant and source. The archive must be empty or hold the beginning of the same"
        " history; run again after an interruption, it goes on. Mails nobody."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.jsonl")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")
        add_by(parser)

    def handle(self, *args, file, dry_run, by, **options):
        try:
            text = decoded(read_bytes(file), name=file)
            found = versions(text, name=file, now=timezone.now())
            done = replay(found, by=by, dry_run=dry_run)
        except (Unreadable, CannotReplay, NotPublishable) as refusal:
            raise CommandError(str(refusal)) from refusal
        versions_word = "version" if done.published == 1 else "versions"
        words = "would be published" if dry_run else "published"
        were = "was" if done.skipped == 1 else "were"
        self.stdout.write(
            f"{done.published} {versions_word} {words}, {done.skipped} {were} there already,"
            f" {done.unchanged} had no change in the list."
        )
