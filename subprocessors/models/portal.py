"""The portal's own row: facts, which are published, and face, which applies at once."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

is_web_address = URLValidator(
    schemes=["http", "https"], message=_("Write a web address that begins with https://.")
)


#: SQLite would take numbers that PostgreSQL and canonical JSON cannot hold.
is_small = MaxValueValidator(32_767)
#: Ten years; beyond that a date may lie outside the calendar.
is_at_most_ten_years = MaxValueValidator(3_650)


class WebAddressField(models.URLField):
    """A web address: http or https, nothing else."""

    default_validators = [is_web_address]

    def formfield(self, **kwargs):
        """Django's field; what is written without a scheme is taken as https."""
        invalid = {"invalid": is_web_address.message}
        return super().formfield(**{"assume_scheme": "https", "error_messages": invalid, **kwargs})


def is_time_zone(value):
    """Refuses what is no time zone of the IANA database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("%(value)s is not a time zone. Write one such as Europe/Berlin or UTC."),
            params={"value": value},
        )


def are_links(value):
    """Refuses lines that are neither "Words | https://address" nor words alone."""
    for number, line in enumerate(value.splitlines(), start=1):
        words, bar, address = (piece.strip() for piece in line.partition("|"))
        if not line.strip() or (words and not bar):
            continue
        try:
            if not words:
                raise ValidationError("")
            if not address.startswith("mailto:"):
                is_web_address(address)
        except ValidationError as error:
            raise ValidationError(
                _("Line %(number)s, “%(line)s”, is not a link. Write: Words | https://address"),
                params={"number": number, "line": line[:80]},
            ) from error


class Portal(models.Model):
    """The one row that says who publishes here, by which rules, and with what face."""

    # Facts: frozen with each publication.
    organisation = models.CharField(
        _("organisation"),
        max_length=200,
        help_text=_("The company whose sub-processors these are, as customers know it."),
    )
    heading = models.CharField(
        _("heading"),
        max_length=200,
        blank=True,
        help_text=_("Stands above the list. Left empty: “Sub-processors”."),
    )
    introduction = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("Two lines above the list. Markdown: **bold**, [words](https://address)."),
    )
    legal_address = models.TextField(
        _("address"), blank=True, help_text=_("Postal address of the company.")
    )
    contact_email = models.EmailField(
        _("contact address"),
        blank=True,
        help_text=_("A role address that somebody reads, such as privacy@example.com."),
    )
    contact_url = WebAddressField(_("contact page"), blank=True, help_text=_("https://…"))
    notice_days = models.PositiveSmallIntegerField(
        _("notice period (days)"),
        null=True,
        blank=True,
        validators=[is_at_most_ten_years],
        help_text=_(
            "Clear calendar days between telling customers and the change taking effect, as"
            " your contracts promise. The review fills in the earliest date from it."
        ),
    )
    notice_rule = models.TextField(
        _("notice and objection"),
        blank=True,
        help_text=_(
            "How customers are told and how they can object, in the words of your contract."
            " Markdown. Shown with the list."
        ),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="UTC",
        validators=[is_time_zone],
        help_text=_("Days begin and end by this clock. For example Europe/Berlin."),
    )
    # Face: applies at once, outside the archive.
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour such as #1d4ed8."))],
        help_text=_("Of links and buttons. Left empty: #1d4ed8."),
    )
    accent_dark = models.CharField(
        _("accent colour on dark ground"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour such as #9db8ff."))],
        help_text=_("Left empty: #9db8ff."),
    )
    footer_links = models.TextField(
        _("links in the footer"),
        blank=True,
        validators=[are_links],
        help_text=_("One a line: Privacy policy | https://example.com/privacy"),
    )
    is_sample = models.BooleanField(_("is the sample"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = _("portal")
        verbose_name_plural = _("portal")
        default_permissions = ("change", "view")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_portal")]

    def __str__(self):
        return self.organisation


class Logo(models.Model):
    """The company's logo, kept in the database so that a backup holds it."""

    portal = models.OneToOneField(Portal, models.CASCADE, primary_key=True, related_name="logo")
    content = models.BinaryField(_("content"))
    content_type = models.CharField(_("type"), max_length=40)
    digest = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        default_permissions = ()
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self):
        return self.digest[:12]


class NamedLink(models.Model):
    """Something shown on the trust page by name and link."""

    name = models.CharField(_("name"), max_length=200)
    url = WebAddressField(_("link"), max_length=500, blank=True, help_text=_("https://…"))
    order = models.PositiveSmallIntegerField(
        _("order"),
        default=0,
        validators=[is_small],
        help_text=_("Lower comes first; equals go by name."),
    )

    class Meta:
        abstract = True
        ordering = ["order", "name", "pk"]

    def __str__(self):
        return self.name


class Document(NamedLink):
    """A document for customers: the data processing agreement, a policy."""

    history = HistoricalRecords()

    class Meta(NamedLink.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class Certification(NamedLink):
    """A certification the company holds."""

    history = HistoricalRecords()

    class Meta(NamedLink.Meta):
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
