"""Take out what is left of versions that were never written whole."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from subprocessors.management.asking import require_portal
from subprocessors.operating import upgrade
from subprocessors.operating.clearing import CannotClear, clear_half_versions


class Command(BaseCommand):
    help = (
        "Takes half-written versions off the end of the archive, as /readyz names them, and says"
        " which. They were never public. Back up first."
    )
    requires_system_checks = ()

    def handle(self, *args, **options):
        require_portal()
        try:
            found = clear_half_versions()
        except CannotClear as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as error:
            shown = upgrade.database_in_words(connection)
            raise CommandError(f"{shown} does not answer as it should: {error}") from error
        for number, why in found.items():
            self.stdout.write(f"Version {number} was taken out: {why}.")
        self.stdout.write("Now: manage.py verifypublications")
