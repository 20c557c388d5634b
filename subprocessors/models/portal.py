"""The portal's own row: facts, which are published, and face, which applies at once."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from subprocessors.archive import deadlines
from subprocessors.models.authorship import SignedHistory
from subprocessors.models.checked_values import (
    WebAddressField,
    are_links,
    is_at_most_a_month,
    is_at_most_ten_years,
    is_country_with_holidays,
    is_language,
    is_time_zone,
)
from subprocessors.models.names import PlainNames


class Portal(PlainNames):
    """The one row that says who publishes here, by which rules, and with what face."""

    class NoticeKind(models.TextChoices):
        CLEAR_DAYS = deadlines.CLEAR_DAYS, _("days, each of them counted")
        CALENDAR_DAYS = (
            deadlines.CALENDAR_DAYS,
            _("calendar days; where the last is a weekend or holiday, the next working day"),
        )
        BUSINESS_DAYS = deadlines.BUSINESS_DAYS, _("business days, without weekends and holidays")
        MONTHS = (
            deadlines.MONTHS,
            _("months; where the last day is a weekend or holiday, the next working day"),
        )

    class Authorisation(models.TextChoices):
        GENERAL = "general", _("general: customers may object")
        SPECIFIC = "specific", _("specific: customers approve each change")

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
        _("notice period"),
        null=True,
        blank=True,
        validators=[is_at_most_ten_years],
        help_text=_(
            "A number: how long before a change takes effect customers are told, as your contracts"
            " promise. Publishing is refused where it would not run. Left empty: nothing is"
            " refused."
        ),
    )
    notice_kind = models.CharField(
        _("counted in"),
        max_length=16,
        blank=True,
        choices=NoticeKind,
        help_text=_("Left empty: days, each of them counted."),
    )
    notice_country = models.CharField(
        _("holidays of"),
        max_length=2,
        blank=True,
        validators=[is_country_with_holidays],
        help_text=_(
            "The country whose nationwide holidays count, where holidays matter. Left empty:"
            " weekends alone."
        ),
    )
    notice_margin = models.PositiveSmallIntegerField(
        _("days for sending"),
        null=True,
        blank=True,
        validators=[is_at_most_a_month],
        help_text=_(
            "Counting begins so many days after publication, because mail may be delayed. Left"
            " empty: 1 day."
        ),
    )
    objection_days = models.PositiveSmallIntegerField(
        _("objection period (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), is_at_most_ten_years],
        help_text=_(
            "Calendar days from the notice in which customers may object. Left empty: until the"
            " change takes effect."
        ),
    )
    objection_email = models.EmailField(
        _("address for objections"),
        blank=True,
        help_text=_("Left empty: the contact address."),
    )
    authorisation = models.CharField(
        _("authorisation"),
        max_length=16,
        blank=True,
        choices=Authorisation,
        help_text=_(
            "What your contracts say (SCC 2021/914, clause 9(a)). Left empty: general, customers"
            " may object."
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
    language = models.CharField(
        _("language"),
        max_length=16,
        blank=True,
        validators=[is_language],
        help_text=_("The language that the list is written in. Left empty: English."),
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
    privacy_notice = WebAddressField(
        _("privacy notice"),
        blank=True,
        help_text=_(
            "The page of your company that says what becomes of an address. A link to it stands"
            " beside every public form. Left empty: customers cannot subscribe by e-mail."
        ),
    )
    is_sample = models.BooleanField(_("is the sample"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    history = SignedHistory(excluded_fields=["updated_at"])

    NAMES = ("organisation", "heading")

    class Meta:
        verbose_name = _("portal")
        verbose_name_plural = _("portal")
        default_permissions = ("change", "view")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_portal")]

    def __str__(self):
        return self.organisation

    def clean(self):
        """Refuses more months than a period can have, and names that may deceive."""
        super().clean()
        most, is_in_months = (
            deadlines.LONGEST[deadlines.MONTHS],
            self.notice_kind == deadlines.MONTHS,
        )
        if is_in_months and self.notice_days and self.notice_days > most:
            raise ValidationError(
                {
                    "notice_days": _(
                        "%(number)d months are too many. At most %(most)d can be counted."
                    )
                    % {"number": self.notice_days, "most": most}
                }
            )


class Logo(models.Model):
    """The company's logo, kept in the database so that a backup holds it."""

    portal = models.OneToOneField(Portal, models.CASCADE, primary_key=True, related_name="logo")
    content = models.BinaryField(_("content"))
    content_type = models.CharField(_("type"), max_length=40)
    digest = models.CharField(_("fingerprint"), max_length=64)
    is_square = models.BooleanField(_("serves as an icon"), default=False)
    # Of a picture alone: a PNG as phones want it, b"" where there is none.
    touch_icon = models.BinaryField(_("icon for phones"), default=b"")
    touch_digest = models.CharField(_("fingerprint of that icon"), max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self):
        return self.digest[:12]
