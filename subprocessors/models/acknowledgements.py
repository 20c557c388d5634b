"""That somebody confirmed the receipt of a notice, through the link that was sent with it."""

from django.db import models
from django.db.models import Exists, F, OuterRef
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


def is_confirmed():
    """Of a Delivery, in a query: whether its contract address confirmed the notice of its version.

    It counts by whichever link: of this delivery, or of one that repeats or is repeated by it, also
    where one of the two is without words that were redacted.
    """
    # The sum keeps SQLite from looking through all deliveries of the version for each.
    found = Acknowledgement.objects.alias(of=F("delivery__message__publication") + 0)
    of_contact = found.filter(delivery__contact=OuterRef("contact"))
    return Exists(of_contact.filter(of=OuterRef("message__publication")))
