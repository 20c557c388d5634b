"""The working list, seen by the desk alone. Saving it changes nothing in public."""

import secrets
import string
import unicodedata

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact, In
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from subprocessors.archive.fields import BY_NAME, CATEGORY, LINES, PUBLIC_FIELDS, ROW, SERVICES
from subprocessors.archive.snapshots import RESERVED_SLUGS, normalised, row_values
from subprocessors.archive.status import status_by_days
from subprocessors.models.authorship import SignedHistory
from subprocessors.models.checked_values import WebAddressField
from subprocessors.models.code_lists import (
    CodeListField,
    country_choices,
    mechanism_choices,
    place_choices,
)
from subprocessors.models.names import PlainNames, plain_slug
from subprocessors.models.vocabulary import Category, Service

#: Days as a message names them: "3 December 2026".
_DAY = "j F Y"


class Stated(models.TextChoices):
    """Yes, no, or not stated (empty)."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class Subprocessor(PlainNames):
    """A sub-processor as legal keeps it. One flat row; a rename is an edit."""

    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        editable=False,
        help_text=_("Made once from the name, and never reused."),
    )
    # Who
    name = models.CharField(
        _("name"), max_length=300, help_text=_("As customers know it, for example Acme Mail.")
    )
    legal_name = models.CharField(
        _("legal name"),
        max_length=300,
        blank=True,
        help_text=_("The contracting entity: Acme Mail Inc."),
    )
    registration_number = models.CharField(
        _("registration number"),
        max_length=200,
        blank=True,
        help_text=_(
            "Of the contracting entity: its LEI, or its company number with the register,"
            " for example “HRB 12345, Amtsgericht Berlin”."
        ),
    )
    former_names = models.TextField(
        _("former names"),
        blank=True,
        help_text=_(
            "One a line. A rename adds the last published name by itself when it is published."
        ),
    )
    address = models.TextField(
        _("address"), blank=True, help_text=_("Postal address of the entity (SCC Annex III).")
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        choices=country_choices,
        help_text=_("Where the entity is established."),
    )
    corporate_location = models.TextField(
        _("corporate location, as shown"),
        blank=True,
        help_text=_("The words customers read, for example “Delaware, USA”."),
    )
    contact = models.TextField(
        _("contact"),
        blank=True,
        help_text=_("A role address or the address of a form, rather than a person."),
    )
    website = WebAddressField(_("website"), max_length=500, blank=True)
    privacy_url = WebAddressField(_("privacy notice"), max_length=500, blank=True)
    dpa_url = WebAddressField(_("data processing agreement"), max_length=500, blank=True)
    subprocessors_url = WebAddressField(_("its own sub-processors"), max_length=500, blank=True)
    # What for
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("category"),
        help_text=_("The heading it stands under."),
    )
    is_affiliate = models.BooleanField(
        _("own affiliate"), default=False, help_text=_("A company of our own group.")
    )
    purpose = models.TextField(
        _("nature of processing"),
        blank=True,
        help_text=_("What it does for us, in a few words: “Payment processor”."),
    )
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_(
            "The long form: subject matter, nature and duration, and who is responsible for what"
            " where several are engaged (SCC Annex I.B and III)."
        ),
    )
    data_categories = models.TextField(
        _("personal data"), blank=True, help_text=_("As shown: “Name, e-mail address”.")
    )
    data_subjects = models.TextField(
        _("data subjects"), blank=True, help_text=_("As shown: “Our customers' employees”.")
    )
    services = models.ManyToManyField(
        Service,
        blank=True,
        verbose_name=_("our services that use it"),
        help_text=_("None chosen means all of them."),
    )
    products = models.TextField(
        _("products, as shown"), blank=True, help_text=_("The words customers read.")
    )
    condition = models.TextField(
        _("only if"),
        blank=True,
        help_text=_("“Only if SMS is switched on; without it, codes come by e-mail.”"),
    )
    certifications = models.TextField(
        _("certifications"), blank=True, help_text=_("As shown: “ISO 27001, SOC 2”.")
    )
    retention = models.TextField(
        _("retention"), blank=True, help_text=_("How long it keeps the data.")
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("Published with the row."))
    uses_ai = models.CharField(
        _("uses AI on the data"),
        max_length=3,
        blank=True,
        choices=Stated,
        help_text=_("Empty means not stated."),
    )
    trains_on_customer_data = models.CharField(
        _("trains models on customer data"),
        max_length=3,
        blank=True,
        choices=Stated,
        help_text=_("Empty means not stated."),
    )
    # Where and on what basis
    places = CodeListField(
        _("places of processing"),
        choices_from=place_choices,
        help_text=_("Countries, or EU, EEA, worldwide. Customers filter by these."),
    )
    processing_location = models.TextField(
        _("places, as shown"),
        blank=True,
        help_text=_("Only where the names of the places do not say it: “EU (Frankfurt)”."),
    )
    transfer_mechanisms = CodeListField(
        _("transfer mechanisms"),
        choices_from=mechanism_choices,
        help_text=_("As you state them; several are allowed."),
    )
    transfer_note = models.TextField(
        _("note on the transfer"), blank=True, help_text=_("For example the module of the SCC.")
    )
    engaged_through = models.TextField(
        _("engaged through"),
        blank=True,
        help_text=_("The chain above it, where another sub-processor engages it."),
    )
    # From when
    effective_on = models.DateField(
        _("in use from"),
        null=True,
        blank=True,
        help_text=_("The first day. A later day announces it. Empty: since it was published."),
    )
    ended_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("The last day on which it is used.")
    )
    withdrawn_on = models.DateField(
        _("dropped before start"),
        null=True,
        blank=True,
        help_text=_("Set by “Drop before start”: it was announced and will not be used."),
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
        help_text=_("The sub-processor whose place it takes."),
    )
    # Internal, never published
    held_back = models.BooleanField(
        _("hold back"),
        default=False,
        help_text=_("Its edits wait: it is published as it last was, or not at all."),
    )
    owner = models.CharField(
        _("owner"), max_length=200, blank=True, help_text=_("Who answers for it in the company.")
    )
    internal_notes = models.TextField(_("internal notes"), blank=True)
    contract_reference = models.CharField(_("contract reference"), max_length=200, blank=True)
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    review_due_on = models.DateField(_("review due"), null=True, blank=True)

    history = SignedHistory(m2m_fields=[services])

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("sub-processor")
        verbose_name_plural = _("sub-processors")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_subprocessor_has_a_name"),
            models.CheckConstraint(
                condition=Q(effective_on=None)
                | Q(ended_on=None)
                | Q(ended_on__gte=F("effective_on")),
                name="last_day_not_before_start",
                violation_error_message=_("The last day is before the start."),
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("id")),
                name="replaces_another",
                violation_error_message=_("A sub-processor cannot replace itself."),
            ),
            # Which codes there are, the form knows; that changes with each edition of ISO 3166.
            models.CheckConstraint(
                condition=Q(country="")
                | (
                    Exact(Length("country"), 2)
                    & In(Substr("country", 1, 1), list(string.ascii_uppercase))
                    & In(Substr("country", 2, 1), list(string.ascii_uppercase))
                ),
                name="country_is_two_capital_letters",
                violation_error_message=_("Write the country as two capital letters: DE."),
            ),
            models.CheckConstraint(
                condition=Q(uses_ai__in=["", "yes", "no"])
                & Q(trains_on_customer_data__in=["", "yes", "no"]),
                name="yes_no_or_not_stated",
            ),
        ]

    def __str__(self):
        return self.name

    NAMES = ("name", "legal_name", "former_names")

    def clean(self):
        """Puts the error on the field that is to be mended."""
        errors = self.name_errors()
        if self.name and all(unicodedata.category(char)[0] in "CZ" for char in self.name):
            errors["name"] = _("No character of this name can be seen. Write the name.")
        if self.effective_on and self.ended_on and self.ended_on < self.effective_on:
            errors["ended_on"] = _(
                "The last day (%(end)s) is before the start (%(start)s). Move one of them."
            ) % {
                "end": date_format(self.ended_on, _DAY),
                "start": date_format(self.effective_on, _DAY),
            }
        if self.replaces_id and self.replaces_id == self.pk:
            errors["replaces"] = _("A sub-processor cannot replace itself. Choose another.")
        if errors:
            raise ValidationError(errors)

    def status_on(self, day):
        """Where the row as legal keeps it stands on ``day`` (a date): see ``archive.status``."""
        return status_by_days(
            day, start=self.effective_on, last_day=self.ended_on, withdrawn=self.withdrawn_on
        )

    def public_values(self):
        """The row's public values, normalised. Raises ValueError for text that cannot be kept."""
        return row_values({name: self._public_value(name) for name in PUBLIC_FIELDS})

    def _public_value(self, name):
        value, kind = getattr(self, name), BY_NAME[name].kind
        if kind == SERVICES:
            return [service.slug for service in value.all()]
        if kind in (CATEGORY, ROW):
            return value.slug if value else None
        if kind == LINES:
            # Not "splitlines", which also parts lines at signs that may stand within a name.
            return normalised(value).split("\n")
        return value


def new_slug(name, *, is_taken=lambda slug: False):
    """A slug for ``name`` that no row of the working list has, and that is not ``is_taken``.

    What no slug can be made of, or is taken, gets a random piece: a count would tell how
    many others there are, drafts among them.
    """
    stem = plain_slug(name)[:100].strip("-_")
    slug = stem or f"s-{secrets.token_hex(4)}"
    while (
        slug in RESERVED_SLUGS or Subprocessor.objects.filter(slug=slug).exists() or is_taken(slug)
    ):
        slug = f"{stem or 's'}-{secrets.token_hex(4)}"
    return slug
