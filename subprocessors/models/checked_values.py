"""What single values of the desk's forms must be: addresses, zones, countries, languages."""

import zoneinfo

from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from subprocessors.archive import deadlines

is_web_address = URLValidator(
    schemes=["http", "https"], message=_("Write a web address that begins with https://.")
)

#: SQLite would take numbers that PostgreSQL and canonical JSON cannot hold.
is_small = MaxValueValidator(32_767)
#: Ten years; beyond that a date may lie outside the calendar.
is_at_most_ten_years = MaxValueValidator(3_650)
is_at_most_a_month = MaxValueValidator(31)


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


def is_country_with_holidays(value):
    """Refuses what is no country whose holidays are known."""
    if not deadlines.has_calendar(value):
        raise ValidationError(
            _("No holidays are known for %(value)s. Choose another country, or none."),
            params={"value": value},
        )


def is_language(value):
    """Refuses what is no code of a language."""
    if value not in dict(LANGUAGES):
        raise ValidationError(
            _("%(value)s is no code of a language. Write one such as en or de."),
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
