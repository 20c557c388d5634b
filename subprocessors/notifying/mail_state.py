"""How the mail stands: whether there is anybody to tell, and what keeps notices from them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.utils.translation import gettext as _

from subprocessors.models.objections import AddressTest, Objection
from subprocessors.models.outbox import Delivery
from subprocessors.models.outbox_events import Outbox
from subprocessors.models.portal import Portal
from subprocessors.models.recipients import Customer, NoticeContact, Subscriber
from subprocessors.notifying.sender_mark import mark_outside

#: So long a notice may be due, and the sender give no sign, before somebody is told.
PATIENCE = timedelta(minutes=10)
_OF_OUTBOX = ("mark", "heartbeat_at", "halted_at", "halted_why")
State = Delivery.State


@dataclass(frozen=True)
class MailState:
    """Whether there is anybody whom a version could be told to, and any customer at all.

    ``trouble`` are sentences on what keeps notices from their recipients while there is time to
    act; none where all is well. ``objection_address`` is that of the desk ("" for none), and
    ``answered_at`` when it last answered a test (None: never). ``is_sample`` says that the portal
    is the sample.
    """

    has_recipients: bool = False
    has_customers: bool = False
    trouble: tuple = ()
    has_open_objections: bool = False
    objection_address: str = ""
    answered_at: datetime | None = None
    is_sample: bool = False


def mail_state(*, at):
    """The MailState at the instant ``at``. One query, however many they are.

    A contract address that refused a notice is named until the change takes effect, or a week
    is over, or it was sent again, or its successor has a notice of the same version. A reminder
    is no notice.
    """
    confirmed = Subscriber.objects.filter(state=Subscriber.State.CONFIRMED)
    in_force = NoticeContact.objects.filter(successor=None)
    overdue = Delivery.objects.filter(due_at__lte=at - PATIENCE)
    of_heir = Delivery.objects.filter(
        contact=OuterRef("contact__successor"),
        message__publication=OuterRef("message__publication"),
    )
    refused = Delivery.objects.filter(
        Q(contact__successor=None) | ~Exists(of_heir),
        state__in=(State.REFUSED, State.BOUNCED),
        contact__isnull=False,
        reminds=None,
        repeated_by=None,
        give_up_at__gt=at,
    )
    outbox = Outbox.objects.filter(pk=1)
    address = Case(When(~Q(objection_email=""), then="objection_email"), default="contact_email")
    answered = AddressTest.objects.filter(address=OuterRef("objections_to"))
    answered = answered.exclude(answered_at=None).order_by("-answered_at")
    found = (
        Portal.objects.annotate(objections_to=address)
        .values(
            "is_sample",
            "objections_to",
            has_open_objections=Exists(Objection.objects.filter(outcome="")),
            answered_at=Subquery(answered.values("answered_at")[:1]),
            has_recipients=Exists(confirmed) | Exists(in_force),
            has_customers=Exists(Customer.objects.all()),
            is_overdue=Exists(overdue),
            is_refused=Exists(refused),
            **{name: Subquery(outbox.values(name)) for name in _OF_OUTBOX},
        )
        .first()
    )
    if found is None:
        return MailState()
    return MailState(
        found["has_recipients"],
        found["has_customers"],
        tuple(str(sentence) for sentence in _sentences(found, at)),
        found["has_open_objections"],
        found["objections_to"],
        found["answered_at"],
        found["is_sample"],
    )


def _sentences(found, at):
    heard_at = found["heartbeat_at"]
    is_silent = heard_at is None or heard_at < at - PATIENCE
    if found["halted_at"]:
        yield _("The sender of notices halted: %(why)s") % {"why": found["halted_why"]}
    elif found["is_overdue"] and found["mark"] and found["mark"] != mark_outside():
        yield _("Notices wait: this portal is a copy, and sends nothing until somebody says so.")
    elif found["is_overdue"] and is_silent:
        yield _("Notices wait, and the sender gives no sign.")
    if found["is_refused"]:
        yield _(
            "A notice did not reach a contract notice address: it was refused, or came back. There"
            " is still time to act."
        )
