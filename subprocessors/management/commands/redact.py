"""Blank a part of one or more publications, with a public reason."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from subprocessors.management.asking import add_by
from subprocessors.models.authorship import name_of
from subprocessors.publishing.redacting import CannotRedact, holding, redact


class Command(BaseCommand):
    help = (
        "Blanks text that must go from published versions. The hash of each blanked part stays,"
        " so the chain still verifies; a record says when and why. The newest version must be"
        " free of the text first: publish a correction. History on the desk is not touched."
    )

    def add_arguments(self, parser):
        parser.add_argument("numbers", nargs="+", type=int, metavar="NUMBER", help="versions")
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--text", help="blank every part that holds these words")
        which.add_argument("--part", help="blank the part whose hash begins like this")
        parser.add_argument("--reason", required=True, help="why; this is published")
        add_by(parser)

    def handle(self, *args, numbers, text, part, reason, by, **options):
        try:
            records = redact(
                numbers,
                why=reason,
                by=name_of(by),
                at=timezone.now(),
                text=text,
                part=part,
            )
        except CannotRedact as refusal:
            raise CommandError(str(refusal)) from refusal
        for record in records:
            self.stdout.write(f"Version {record.publication_id}: redacted part {record.part}.")
        if text:
            left = holding(text)
            if left:
                listed = ", ".join(map(str, left))
                self.stdout.write(f"The same words still stand in: {listed}.")
        self.stdout.write(
            "If a cache stands in front of the portal (nginx, a CDN), empty it now: it is not told"
            " and may give the old text again. See docs/operations.md."
        )
