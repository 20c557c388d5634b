"""Read what a mail server reports of a message that it could not deliver."""

import os
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from subprocessors.management.asking import require_portal
from subprocessors.models.outbox import Delivery
from subprocessors.notifying.bounce_addresses import OF_A_TEST, NoSignedId, delivery_in
from subprocessors.notifying.bounce_reports import NoFailure, read_message
from subprocessors.notifying.bouncing import StillSending, note_bounce

#: Where mail servers write to whom they delivered; the one who wrote the mail, "To".
_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")


class Command(BaseCommand):
    help = (
        "Reads one message from standard input, and marks the notice whose delivery it reports as"
        " failed. Whatever says nothing certain changes nothing. Exit codes are those of"
        " sysexits.h: 67 where the address holds no id that this portal signed, 75 where the mail"
        " server should try again later. docs/operations.md says how to set it up."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--to",
            metavar="ADDRESS",
            help="the address that the message was sent to (default: as its headers say)",
        )

    def handle(self, *args, to, **options):
        try:
            said = _noted(sys.stdin.buffer, to)
        except NoSignedId as error:
            raise CommandError(f"{error} Nothing is changed.", returncode=os.EX_NOUSER) from error
        except StillSending as error:
            words = "That notice is being sent right now. Try again in a minute."
            raise CommandError(words, returncode=os.EX_TEMPFAIL) from error
        except (CommandError, DatabaseError) as error:
            raise CommandError(str(error), returncode=os.EX_TEMPFAIL) from error
        self.stdout.write(said)


def _noted(stream, to):
    """A sentence on what was done with the message on ``stream``."""
    try:
        message = read_message(stream)
        require_portal()
        pk = delivery_in([to] if to else _sent_to(message))
        if pk == OF_A_TEST:
            return "It is about a mail of testmail: bounces are received. Nothing is changed."
        note_bounce(pk, message, at=timezone.now())
    except NoFailure as said:
        return f"{said} Nothing is changed."
    except Delivery.DoesNotExist as error:
        raise NoSignedId("The delivery in the address is not there (any more).") from error
    return f"Delivery {pk} is marked as bounced."


def _sent_to(message):
    return [str(value) for name in _HEADERS for value in message.get_all(name, [])]
