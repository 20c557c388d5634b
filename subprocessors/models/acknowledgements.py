"""That somebody confirmed the receipt of a notice, through the link that was sent with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subprocessors.models.outbox import Delivery

LONGEST_NAME = 100


class Acknowledgement(models.Model):
    """Somebody pressed the button behind the link of a notice. Sealed: only added.

    ``name`` is what they gave as theirs; "" where they gave none. Nothing else is known of them.
    """

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField(_("at"))
    name = models.CharField(_("name given"), max_length=LONGEST_NAME, blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        verbose_name = _("confirmation of receipt")
        verbose_name_plural = _("confirmations of receipt")

    def __str__(self):
        return f"{self.at} {self.name}"
