"""Recompute the chain of publications from the stored bytes."""

from django.core.management.base import BaseCommand, CommandError

from subprocessors.management.asking import require_portal
from subprocessors.models.publication import Publication
from subprocessors.verifying import Broken, in_words, verify


class Command(BaseCommand):
    help = (
        "Recomputes every digest and the chain from the stored bytes, and holds the changes and"
        " columns against them. Exit 1 names the first publication that does not hold."
    )

    def handle(self, *args, **options):
        require_portal()
        try:
            report = verify()
        except Broken as broken:
            raise CommandError(str(broken)) from broken
        newest = Publication.objects.newest()
        self.stdout.write(in_words(report))
        if newest:
            self.stdout.write(f"Version {newest.number}: {newest.digest}")
