"""How often a visitor sent public forms, for a day and without the visitor's address.

What is kept is an HMAC of the address under a random key, which is gone after 24 hours; with it
go all counts, so that nobody can work out later whose they were.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKey(models.Model):
    """The one key of the day: random, and another one after 24 hours."""

    key = models.CharField(max_length=64)
    begun_at = models.DateTimeField(_("in use since"))

    class Meta:
        default_permissions = ()
        verbose_name = _("key of the day")
        verbose_name_plural = _("keys of the day")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_day_key")]

    def __str__(self):
        return str(self.begun_at)


class ClientCount(models.Model):
    """How often one client sent public forms under the key of the day."""

    mark = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(_("forms"), default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("count of a client's forms")
        verbose_name_plural = _("counts of clients' forms")

    def __str__(self):
        return f"{self.mark[:8]} {self.count}"
