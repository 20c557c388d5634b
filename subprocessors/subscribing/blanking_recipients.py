"""Taking addresses out of what is kept of deliveries; a random mark stays in their place.

Stored messages hold a place for the address, and need nothing. Answers of mail servers hold one
too, where they repeat the address as it was written; other spellings are sought here. They are
sealed: the triggers are taken away and put back in the same transaction.
"""

import re
import secrets

from django.conf import settings
from django.db import connection

from subprocessors.archive import triggers
from subprocessors.models.acknowledgements import Acknowledgement
from subprocessors.models.mail_addresses import blank_address_in
from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.notifying.withdrawing import withdraw_waiting
from subprocessors.subscribing.desk_log import blank_log

#: How each mark begins.
MARK = "erased-"
_A_MARK = re.compile(rf"{MARK}[0-9a-f]{{12}}")


def new_mark():
    """What stands in place of an address: "erased-0f3a52c1b9de". It says nothing of it."""
    return f"{MARK}{secrets.token_hex(6)}"


def is_mark(address):
    """Whether ``address`` is what stands in place of an erased one."""
    return bool(_A_MARK.fullmatch(address))


def without_erased_marks(text):
    """``text`` as others may have it: "" for a mark alone, "[erased]" for one among words."""
    return "" if is_mark(text) else _A_MARK.sub("[erased]", text)


def blank_deliveries(marks, *, at):
    """Takes addresses out of deliveries, what servers answered, files of mails, Django's log;
    and the names of who confirmed the receipt.

    ``marks``: (queryset of Deliveries, address, mark) each. What waits is not sent. Gives how
    many deliveries were blanked. Within a transaction.
    """
    answers, names, gone = [], [], set()
    for deliveries, address, mark in marks:
        withdraw_waiting(deliveries, at=at)
        keys = list(deliveries.values_list("pk", flat=True))
        answers += _answers_with(keys, address, mark)
        named = Acknowledgement.objects.filter(delivery__in=keys).exclude(name="")
        names += [(pk, mark) for pk in named.values_list("pk", flat=True)]
        # The hash of known words and an address would tell of which address.
        Delivery.objects.filter(pk__in=keys).update(address=mark, sha256="")
        gone.update(keys)
        blank_log(address, mark)
    if answers or names:
        triggers.remove(connection)
        for pk, answer in answers:
            DeliveryAttempt.objects.filter(pk=pk).update(answer=answer)
        for pk, mark in names:
            Acknowledgement.objects.filter(pk=pk).update(name=mark)
        triggers.install(connection)
    _remove_files(gone)
    return len(gone)


def _remove_files(keys):
    """Removes the mails that were written to files, of the deliveries with these keys."""
    for file in (settings.DATA_DIR / "mail").glob("*.eml"):
        key = file.stem.rpartition("-")[2]
        if key.isdigit() and int(key) in keys:
            file.unlink(missing_ok=True)


def _answers_with(keys, address, mark):
    """(key, answer without the address) of each attempt whose answer holds it or its name."""
    attempts = DeliveryAttempt.objects.filter(delivery__in=keys).exclude(answer="")
    for pk, answer in attempts.values_list("pk", "answer"):
        without = _without(answer, address, mark)
        if without != answer:
            yield pk, without


def _without(answer, address, mark):
    """An answer without the address, however the server wrote it, nor its part before the @."""
    local = address.rpartition("@")[0] or address
    answer = blank_address_in(answer, address, mark)
    return re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", mark, answer, flags=re.IGNORECASE)
