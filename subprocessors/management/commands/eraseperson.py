"""Erase a person's address wherever it is kept."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from subprocessors.management.asking import add_address, add_by, require_portal, typed_address
from subprocessors.operating.forgetting import forget_deleted
from subprocessors.subscribing.erasure import erase_address


class Command(BaseCommand):
    help = (
        "Erases an e-mail address from subscribers, deliveries, answers of mail servers and files"
        " of mails; a random mark stays in its place. Addresses of contracts are kept as long as"
        " CONTRACT_KEPT_YEARS says after they were used last, objections while they are open, and"
        " a customer's as long as OBJECTION_KEPT_YEARS says. docs/notices.md has the table."
    )

    def add_arguments(self, parser):
        add_address(parser)
        add_by(parser)

    def handle(self, *args, address, by, **options):
        require_portal()
        done = erase_address(typed_address(address), by=by, at=timezone.now())
        if done.mark:
            self.stdout.write(
                f"Erased: it is now called {done.mark}, in {done.deliveries} messages."
            )
            if not connection.in_atomic_block:
                self._forget()
        elif not (done.kept or done.kept_objections):
            self.stdout.write("Nothing is kept under this address.")
        kept = [*map(_why, done.kept), *map(_why_objection, done.kept_objections)]
        if kept:
            raise CommandError("\n".join(["Not erased:", *kept]))

    def _forget(self):
        why_not = forget_deleted(connection)
        if why_not:
            self.stderr.write(
                f"The database's files may still hold traces ({why_not}). Run this again."
            )
        self.stdout.write("Copies of the database still hold the address. Delete older ones.")


def _why(kept):
    customer = kept.contact.customer.name
    if kept.until is None:
        return f"It is in use by the contract with {customer}. Replace it on the desk first."
    return f"It is kept until {kept.until}, as evidence of notices to {customer}."


def _why_objection(kept):
    number = kept.objection.number
    if kept.is_on_its_way:
        return f"An answer to objection {number} names it: run this again once it has been sent."
    if kept.until is None:
        return f"Objection {number} is open. Close it on the desk first."
    return f"Objection {number} is kept until {kept.until.date()}, as evidence."
