"""What customers object to, what became of it, and whether the address for objections answers.

Nothing of it is ever public. See docs/decisions/0022-objections.md.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from subprocessors.models.outbox import Delivery
from subprocessors.models.publication import Publication
from subprocessors.models.recipients import LONGEST_ADDRESS, Customer


class Objection(models.Model):
    """One objection to one change of a version; open until it has an outcome.

    The days are frozen when it comes: ``until_on`` is what the version states, and
    ``customer_until_on`` what holds for this customer by the notice that they were sent. Either
    is None where there is none; where a customer was not notified, none runs. ``is_late`` says
    that it came after the day that holds. ``received_on`` is a day by the version's clock.
    """

    class CameBy(models.TextChoices):
        FORM = "form", _("through the form")
        HAND = "hand", _("recorded by hand")

    class Outcome(models.TextChoices):
        WITHDRAWN = "withdrawn", _("withdrawn by the customer")
        RESOLVED = "resolved", _("resolved by a measure")
        EXCLUDED = "excluded", _("service excluded")
        DROPPED = "dropped", _("change dropped")
        ENDED = "ended", _("contract ends")
        OUT_OF_TIME = "out_of_time", _("out of time")
        APPROVED = "approved", _("approved")

    number = models.CharField(_("number"), max_length=16, unique=True)
    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="objections", verbose_name=_("version")
    )
    # Of the change that is meant. Its row is read from there: a redaction may rename it.
    position = models.PositiveIntegerField(_("change"))
    organisation = models.CharField(_("organisation"), max_length=300)
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS, blank=True)
    address_key = models.CharField(max_length=LONGEST_ADDRESS, blank=True, db_index=True)
    grounds = models.TextField(_("grounds"), blank=True)
    came_by = models.CharField(_("how it came"), max_length=4, choices=CameBy.choices)
    recorded_at = models.DateTimeField(_("recorded"))
    received_on = models.DateField(_("received"))
    until_on = models.DateField(_("object by, as the version states"), null=True, blank=True)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name=_("customer"),
    )
    customer_until_on = models.DateField(_("object by, for this customer"), null=True, blank=True)
    is_late = models.BooleanField(_("late"), default=False)
    # When a mail that somebody caused by typing the address into the form was queued.
    mailed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, blank=True, choices=Outcome.choices)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("add", "change", "view")
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None)
                | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="a_closed_objection_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["publication", "position"], name="open_objection", condition=Q(outcome="")
            ),
        ]

    def __str__(self):
        return self.number


class ObjectionEvent(models.Model):
    """What was done about an objection. Only added; ``words`` go when the objection is erased."""

    class What(models.TextChoices):
        RECEIVED = "received", _("received")
        RECORDED = "recorded", _("recorded by hand")
        RECEIPT = "receipt", _("receipt by mail")
        ANSWERED = "answered", _("answered by mail")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("opened again")

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    # "" where the visitor's own form did it.
    by_name = models.TextField(_("by"), blank=True)
    what = models.CharField(_("what"), max_length=12, choices=What.choices)
    outcome = models.CharField(
        _("outcome"), max_length=12, blank=True, choices=Objection.Outcome.choices
    )
    words = models.TextField(_("words"), blank=True)
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, related_name="objection_events"
    )

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        verbose_name = _("event of an objection")
        verbose_name_plural = _("events of objections")

    def __str__(self):
        return f"{self.at} {self.what} {self.by_name}"


class AddressTest(models.Model):
    """A mail that asked the address for objections to answer, and when it did."""

    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS)
    asked_at = models.DateTimeField(_("asked"))
    by_name = models.TextField(_("by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, related_name="address_tests"
    )

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        verbose_name = _("test of the address for objections")
        verbose_name_plural = _("tests of the address for objections")

    def __str__(self):
        return f"{self.address} {self.asked_at}"
