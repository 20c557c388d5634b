"""Lines of the ledger as the pages of the desk show them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.ledger.line_words import confirmation_words, line_words
from subprocessors.ledger.lines import LedgerLine
from subprocessors.models.list_on_day import day_at


@dataclass(frozen=True)
class ShownLine:
    """A LedgerLine in words: what became of it, and ``beside``, what else is to be said."""

    line: LedgerLine
    words: str
    beside: tuple

    @property
    def delivery(self):
        """The Delivery."""
        return self.line.delivery


def shown_line(line):
    """The ShownLine of a LedgerLine."""
    return ShownLine(line, line_words(line), tuple(_beside(line)))


def _beside(line):
    delivery = line.delivery
    zone = delivery.message.publication.time_zone
    for confirmation in line.confirmations:
        yield confirmation_words(confirmation, delivery.address, zone)
    if line.is_repeated:
        yield _("sent again: see the later line")
    if delivery.repeats_id is not None:
        yield _("repeats an earlier one")
    if line.reminder is not None:
        state, at = line.reminder
        words = {"state": state.label, "day": at and wording.day(day_at(at, zone))}
        said = _("reminder: %(state)s on %(day)s") if at else _("reminder: %(state)s")
        yield said % words
