"""The sender's own row, and what somebody did about what is sent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from subprocessors.models.publication import Publication


class Outbox(models.Model):
    """The one row of the sender. ``mark`` is also kept outside the database (see ``sending``)."""

    mark = models.CharField(max_length=64, blank=True)
    link_key = models.CharField(max_length=64, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of the sender"), null=True, blank=True)
    halted_at = models.DateTimeField(_("halted"), null=True, blank=True)
    halted_why = models.TextField(_("why it halted"), blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("outbox")
        verbose_name_plural = _("outboxes")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_outbox")]

    def __str__(self):
        return self.mark[:8]


class OutboxEvent(models.Model):
    """Who did something to the outbox, or that it halted. Only added."""

    class What(models.TextChoices):
        STOPPED = "stopped", _("stopped sending")
        RESUMED = "resumed", _("resumed sending")
        HALTED = "halted", _("the sender halted")
        RESTARTED = "restarted", _("let the sender go on")
        ALLOWED = "allowed", _("let this database send")
        AGAIN = "again", _("sent again")
        NEWCOMERS = "newcomers", _("sent to contract addresses that came since")
        REMINDED = "reminded", _("reminded of a notice")
        EVIDENCE = "evidence", _("took the evidence")
        COPIED = "copied", _("took the copy of a message")

    #: What changes nothing of what was sent.
    OF_READING = (What.EVIDENCE, What.COPIED)

    at = models.DateTimeField(_("at"))
    by_name = models.TextField(_("by"))
    what = models.CharField(_("what"), max_length=12, choices=What.choices)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="outbox_events"
    )
    count = models.PositiveIntegerField(_("notices"), default=0)
    words = models.TextField(_("words"), blank=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        verbose_name = _("event of the outbox")
        verbose_name_plural = _("events of the outbox")

    def __str__(self):
        return f"{self.at} {self.what} {self.by_name}"
