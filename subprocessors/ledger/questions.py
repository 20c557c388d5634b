"""What can be asked of the ledger, and the deliveries of notices that answer it."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from subprocessors.ledger.customer_search import customers_with
from subprocessors.models.acknowledgements import is_confirmed
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.recipients import NoticeContact, Subscriber
from subprocessors.notifying.bouncing import MAY_BOUNCE
from subprocessors.notifying.repeating import NOT_REACHED

State = Delivery.State
IN_TIME, LATE, UNREACHED = "in_time", "late", "not_told"
YES, NO = "yes", "no"
CUSTOMERS, SUBSCRIBED = "customers", "subscribers"

TIMES = ((IN_TIME, _("in time")), (LATE, _("late")), (UNREACHED, _("not told")))
CONFIRMED = ((YES, _("confirmed")), (NO, _("not confirmed")))
RECIPIENTS = ((CUSTOMERS, _("customers")), (SUBSCRIBED, _("subscribers")))


@dataclass(frozen=True)
class LedgerQuestion:
    """Which lines are asked for; "" and None ask for all.

    ``timing``, ``confirmed`` and ``recipients`` are words of the tables above, ``state`` one of
    Delivery.State, ``customer`` a key. ``words`` stand in a customer's name or reference; in an
    address only where ``by_address``.
    """

    version: int | None = None
    customer: int | None = None
    state: str = ""
    timing: str = ""
    confirmed: str = ""
    recipients: str = ""
    words: str = ""
    by_address: bool = True

    def deliveries(self):
        """The Deliveries of notices that answer it, the newest first."""
        found = Delivery.objects.filter(message__purpose=StoredMessage.Purpose.NOTICE)
        if self.version is not None:
            found = found.filter(message__publication=self.version)
        if self.customer is not None:
            contacts = NoticeContact.objects.filter(customer=self.customer)
            found = found.filter(contact__in=contacts.order_by().values("pk"))
        if self.state:
            found = found.filter(state=self.state)
        if self.recipients:
            found = found.filter(contact__isnull=self.recipients == SUBSCRIBED)
        if self.words:
            found = found.filter(self._with_words())
        return self._by_confirmation(self._by_time(found)).order_by("-pk")

    def _with_words(self):
        """By customer, or by address: sought among recipients, who are fewer than deliveries."""
        contacts = Q(customer__in=customers_with(self.words))
        if not self.by_address:
            return Q(contact__in=_keys(NoticeContact, contacts))
        address = Q(address__icontains=self.words)
        contacts, subscribers = (
            Q(contact__in=_keys(NoticeContact, contacts | address)),
            Q(subscriber__in=_keys(Subscriber, address)),
        )
        return contacts | subscribers

    def _by_time(self, found):
        if self.timing == UNREACHED:
            return found.filter(state__in=NOT_REACHED)
        if not self.timing:
            return found
        # A period is owed to contract addresses alone.
        found = found.filter(contact__isnull=False, state=State.ACCEPTED)
        limit = F("message__late_from")
        if self.timing == LATE:
            return found.filter(settled_at__gte=limit)
        return found.filter(settled_at__lt=limit)

    def _by_confirmation(self, found):
        if not self.confirmed:
            return found
        if self.confirmed == YES:
            return found.filter(is_confirmed())
        # Only what a contract address may have received can be confirmed.
        return found.filter(~is_confirmed(), contact__isnull=False, state__in=MAY_BOUNCE)


def _keys(model, condition):
    return model.objects.filter(condition).order_by().values("pk")
