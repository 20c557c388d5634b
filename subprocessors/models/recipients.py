"""Who is told of changes: subscribers, and customers with their contract notice addresses.

Services are held as slugs of the published vocabulary, never as keys of the desk.
"""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from subprocessors.archive import deadlines
from subprocessors.models.authorship import SignedHistory
from subprocessors.models.checked_values import is_at_most_ten_years
from subprocessors.models.names import PlainNames
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Change

#: RFC 5321, 4.5.3.1.3: a path has 256 octets at most, two of them its angle brackets.
LONGEST_ADDRESS = 254
_NO_NUMBER = _("Write how many were promised, or choose nothing beside “counted in”.")
_TOO_LONG = _("At most %(most)d can be counted: ten years.")


class ServicesWanted(models.Model):
    """Which services a recipient is told of: " a b " as in ``Change.services``; "" for all."""

    services = models.TextField(_("services"), blank=True, help_text=_("Left empty: all services."))

    class Meta:
        abstract = True

    @property
    def service_slugs(self):
        """The slugs of the services; [] stands for all."""
        return self.services.split()

    @service_slugs.setter
    def service_slugs(self, slugs):
        self.services = Change.services_column(sorted(set(slugs)))


class Subscriber(ServicesWanted):
    """Somebody who asked to be told by mail. No account; what is kept is in the fields.

    ``address_key`` is the address in small letters, by which it is looked up: one row each.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("not confirmed yet")
        CONFIRMED = "confirmed", _("confirmed")
        LEFT = "left", _("left")

    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS)
    address_key = models.CharField(max_length=LONGEST_ADDRESS, unique=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.UNCONFIRMED
    )
    asked_at = models.DateTimeField(_("asked"))
    # The consent: when it was given, and the words beside the button that gave it.
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    consent_words = models.TextField(_("words of the consent"), blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    # The last mail that somebody caused by typing the address into a form.
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["address_key"]
        default_permissions = ("view", "change")
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="unconfirmed") | Q(confirmed_at__isnull=False),
                name="a_subscriber_has_consented",
            ),
        ]

    def __str__(self):
        return self.address


class Customer(PlainNames, ServicesWanted):
    """A customer who is owed notices by contract."""

    name = models.CharField(_("name"), max_length=300, help_text=_("The customer's company."))
    reference = models.CharField(
        _("reference"),
        max_length=200,
        blank=True,
        help_text=_("Yours for the customer: a number of contract or account. In no mail."),
    )
    promised_number = models.PositiveSmallIntegerField(
        _("longer period promised"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), is_at_most_ten_years],
        help_text=_("Where the contract promises more notice than your rule. Left empty: not."),
    )
    promised_kind = models.CharField(
        _("counted in"), max_length=16, blank=True, choices=Portal.NoticeKind
    )
    ended_on = models.DateField(
        _("customer until"),
        null=True,
        blank=True,
        help_text=_("The last day of the contract. After it, no notices are sent."),
    )

    history = SignedHistory()

    NAMES = ("name",)

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ("add", "change", "view")
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self):
        return self.name

    def clean(self):
        """A number without a kind counts days; a kind wants a number that can be counted."""
        super().clean()
        if self.promised_number is None:
            if self.promised_kind:
                raise ValidationError({"promised_number": _NO_NUMBER})
            return
        self.promised_kind = self.promised_kind or deadlines.CLEAR_DAYS
        most = deadlines.LONGEST.get(self.promised_kind, 0)
        if self.promised_number > most:
            raise ValidationError({"promised_number": _TOO_LONG % {"most": most}})


class NoticeContact(models.Model):
    """An address to which a contract has notices sent. Replaced by a successor, never removed."""

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="contacts", verbose_name=_("customer")
    )
    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS)
    source = models.CharField(
        _("where it comes from"),
        max_length=300,
        blank=True,
        help_text=_("For example: Data processing agreement, section 12."),
    )
    source_on = models.DateField(_("dated"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("replaced by"),
    )

    history = SignedHistory()

    class Meta:
        ordering = ["customer_id", "address", "pk"]
        default_permissions = ("add", "change", "view")
        verbose_name = _("contract notice address")
        verbose_name_plural = _("contract notice addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "address"], name="an_address_once_per_customer"
            ),
            models.CheckConstraint(
                condition=~Q(successor=models.F("id")), name="no_address_follows_itself"
            ),
        ]

    def __str__(self):
        return self.address
