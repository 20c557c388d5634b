"""What is sent, to whom, and what became of it. See docs/decisions/0020-the-outbox.md."""

import hashlib
import zlib
from email import message_from_bytes, policy
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from subprocessors.models.publication import Publication
from subprocessors.models.recipients import LONGEST_ADDRESS, NoticeContact, Subscriber

#: Stands in a server's answer where that repeated the recipient's address.
PLACE_OF_ADDRESS = "[[place:to]]"


class StoredMessage(models.Model):
    """A rendered message: its RFC 5322 source with places for what differs by recipient.

    Sealed: written once. ``positions`` are those of the changes that a notice tells.
    """

    class Purpose(models.TextChoices):
        NOTICE = "notice", _("notice")
        CONFIRMATION = "confirmation", _("confirmation")
        REMINDER = "reminder", _("reminder")
        RECEIPT = "receipt", _("receipt of an objection")
        ANSWER = "answer", _("answer to an objection")
        TEST = "test", _("test of the address for objections")

    class Audience(models.TextChoices):
        SUBSCRIBERS = "subscribers", _("subscribers")
        CONTACTS = "contacts", _("contract notice addresses")
        OBJECTORS = "objectors", _("whoever objected")
        OURSELVES = "ourselves", _("ourselves")

    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose.choices)
    audience = models.CharField(_("audience"), max_length=16, choices=Audience.choices)
    language = models.CharField(_("language"), max_length=16)
    positions = models.JSONField(_("changes"), default=list)
    subject = models.TextField(_("subject"))
    content = models.BinaryField(_("source (zlib)"))
    digest = models.CharField(_("SHA-256 of the source"), max_length=64)
    made_at = models.DateTimeField(_("made"))
    # The end of the day that the period is counted from: whoever is sent a notice then or later
    # is told late. NULL where no period is owed.
    late_from = models.DateTimeField(_("late from"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        verbose_name = _("stored message")
        verbose_name_plural = _("stored messages")

    def __str__(self):
        return self.subject

    @staticmethod
    def pack(source):
        """The columns for the bytes ``source``."""
        return {
            "content": zlib.compress(source, 6),
            "digest": hashlib.sha256(source).hexdigest(),
        }

    @cached_property
    def source(self):
        """The source with its places, in bytes; b"" where it was redacted when it was read."""
        content = bytes(self.content)
        return zlib.decompress(content) if content else b""

    @property
    def text(self):
        """The plain text with its places; "" where it was redacted or erased."""
        if not self.source:
            return ""
        message = message_from_bytes(self.source, policy=policy.default)
        return message.get_body(("plain",)).get_content()


class Delivery(models.Model):
    """One message to one recipient, and what became of it.

    ``due_at`` says from when a worker may take it; None: nobody may. Of a row that is being
    sent it is the end of the lease. Only the holder of ``claim`` writes its state.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        ACCEPTED = "accepted", _("taken by the mail server")
        REFUSED = "refused", _("refused by the mail server")
        IN_DOUBT = "in_doubt", _("in doubt")
        STOPPED = "stopped", _("stopped")
        NOT_TOLD = "not_told", _("not told")
        BOUNCED = "bounced", _("bounced")

    message = models.ForeignKey(StoredMessage, models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(
        Subscriber, models.SET_NULL, null=True, blank=True, related_name="deliveries"
    )
    contact = models.ForeignKey(
        NoticeContact, models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    # The delivery that this one repeats: sent again, or to whoever follows the address.
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_by",
        db_index=False,  # that of the constraint below
    )
    # Who asked for it, and when; None for what publishing queued.
    event = models.ForeignKey(
        "OutboxEvent",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        db_index=False,
    )
    # Of a reminder: the delivery of the notice.
    reminds = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        db_index=False,  # that of the constraint below
    )
    # As it was then, whatever becomes of the recipient.
    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.WAITING
    )
    # Smaller goes first: a confirmation does not wait behind 50,000 notices.
    priority = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    give_up_at = models.DateTimeField(_("tried until"))
    claim = models.CharField(max_length=32, blank=True)
    is_in_data = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(_("temporary answers"), default=0)
    doubts = models.PositiveSmallIntegerField(_("times in doubt"), default=0)
    # Of the bytes that were sent; set once, at the first attempt.
    header_id = models.CharField(_("Message-ID"), max_length=200, blank=True)
    sender = models.CharField(_("From"), max_length=400, blank=True)
    dated_at = models.DateTimeField(_("Date"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256 of the bytes sent"), max_length=64, blank=True)
    settled_at = models.DateTimeField(_("since"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view",)
        verbose_name = _("notice sent")
        verbose_name_plural = _("notices sent")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "subscriber"],
                name="a_message_once_per_subscriber",
                condition=Q(subscriber__isnull=False, repeats=None),
            ),
            models.UniqueConstraint(
                fields=["message", "contact"],
                name="a_message_once_per_contact",
                condition=Q(contact__isnull=False, repeats=None),
            ),
            models.UniqueConstraint(
                fields=["repeats"],
                name="a_delivery_repeated_once",
                condition=Q(repeats__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["reminds"],
                condition=Q(reminds__isnull=False),
                name="a_notice_reminded_of_once",
            ),
            models.CheckConstraint(
                condition=Q(subscriber=None) | Q(contact=None), name="one_recipient"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | (~Q(claim="") & Q(due_at__isnull=False)),
                name="whoever_sends_holds_a_claim",
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "due_at", "id"],
                name="delivery_due",
                condition=Q(due_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.header_id or self.pk} {self.state}"


class DeliveryAttempt(models.Model):
    """What one attempt to send met, or that the message came back. Sealed: only added.

    Where the server's answer repeats the recipient's address, a place stands in its stead.
    ``by_name`` is who did what was done by hand; then ``answer`` says why.
    """

    class Phase(models.TextChoices):
        MAIL = "mail", "MAIL FROM"
        RCPT = "rcpt", "RCPT TO"
        DATA = "data", "DATA"
        CONTENT = "content", _("the message itself")
        DOT = "dot", _("after the final dot")
        FILE = "file", _("written to a file")
        FOUND = "found", _("found after a crash")
        REPLACED = "replaced", _("address replaced")
        BOUNCE = "bounce", _("reported as failed")
        HAND = "hand", _("by hand")

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts")
    at = models.DateTimeField(_("at"))
    host = models.CharField(_("mail server"), max_length=255)
    phase = models.CharField(_("phase"), max_length=8, choices=Phase.choices)
    code = models.PositiveSmallIntegerField(_("code"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    state = models.CharField(_("then"), max_length=12, choices=Delivery.State.choices)
    claim = models.CharField(max_length=32, blank=True)
    by_name = models.TextField(_("by"), null=True, blank=True)  # noqa: DJ001

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self):
        return f"{self.phase} {self.code or ''} {self.answer}"

    @property
    def words(self):
        """The answer as the server gave it, with the address as it is kept now."""
        return self.answer.replace(PLACE_OF_ADDRESS, self.delivery.address)
