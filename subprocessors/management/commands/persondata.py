"""Give out what is kept of a person."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from subprocessors.management.asking import add_address, add_by, require_portal, typed_address
from subprocessors.subscribing.person_data import give_out


class Command(BaseCommand):
    help = (
        "Writes all that is kept under an e-mail address to standard output, as JSON: subscription"
        " and consent, contract notice addresses, messages and what mail servers answered. Who"
        " took it is recorded."
    )

    def add_arguments(self, parser):
        add_address(parser)
        add_by(parser)

    def handle(self, *args, address, by, **options):
        require_portal()
        given = give_out(typed_address(address), by=by, at=timezone.now())
        self.stdout.write(given, ending="")
