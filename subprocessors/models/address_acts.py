"""Who took addresses of recipients out of the portal, or erased one; without the addresses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subprocessors.models.authorship import name_of


class AddressAct(models.Model):
    """What somebody did with addresses of recipients: when, and how many. Only added."""

    class What(models.TextChoices):
        EXPORTED = "exported", _("exported addresses")
        GIVEN_OUT = "given_out", _("gave out what is kept of a person")
        ERASED = "erased", _("erased an address")
        EXPIRED = "expired", _("erased what was kept long enough")

    at = models.DateTimeField(_("at"))
    by_name = models.TextField(_("by"))
    what = models.CharField(_("what"), max_length=12, choices=What.choices)
    count = models.PositiveIntegerField(_("addresses"), default=0)
    #: What stands in an erased address's place.
    mark = models.CharField(_("now called"), max_length=40, blank=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        verbose_name = _("act on addresses")
        verbose_name_plural = _("acts on addresses")

    def __str__(self):
        return f"{self.at} {self.what} {self.by_name}"


def record_act(what, *, by, at, count, mark=""):
    """Writes down an AddressAct; gives it."""
    return AddressAct.objects.create(what=what, by_name=name_of(by), at=at, count=count, mark=mark)
