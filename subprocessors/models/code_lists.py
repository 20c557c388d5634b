"""A model field for a set of codes, and the codes the portal knows.

One text column, the codes sorted and joined by commas with one at each end (",IE,US,"), so
that both databases can ask "holds US?" in the same way.
"""

import functools

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_countries import countries

#: Places that are no country; "EU" and "EEA" stand on one list in ten.
REGIONS = {
    "EU": _("European Union"),
    "EEA": _("European Economic Area"),
    "WORLDWIDE": _("Worldwide"),
}
#: The countries of the European Economic Area: the EU's, Iceland, Liechtenstein and Norway.
EEA_COUNTRIES = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"}
    | {"IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"}
)
TRANSFER_MECHANISMS = {
    "none-needed": _("None needed"),
    "adequacy": _("Adequacy decision"),
    "dpf": _("EU-US Data Privacy Framework"),
    "scc": _("Standard Contractual Clauses"),
    "uk-idta": _("UK IDTA or Addendum"),
    "bcr": _("Binding Corporate Rules"),
    "derogation": _("Derogation (Art. 49)"),
}


def country_choices():
    """Countries by ISO 3166-1 alpha-2, as (code, name), in order of their names."""
    return list(countries)


def place_choices():
    """Regions, then countries, as (code, name)."""
    return [*REGIONS.items(), *countries]


@functools.cache
def place_codes():
    """The codes of all regions and countries; a frozenset."""
    return frozenset(str(code) for code, _name in place_choices())


def mechanism_choices():
    """Transfer mechanisms as (code, name)."""
    return list(TRANSFER_MECHANISMS.items())


class CodeListField(models.TextField):
    """A set of codes out of ``choices_from()``; a sorted list in Python."""

    def __init__(self, *args, choices_from=None, **kwargs):
        self.choices_from = choices_from
        super().__init__(*args, **{"blank": True, "default": list, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "choices_from": self.choices_from}

    def to_python(self, value):
        if isinstance(value, str):
            value = value.split(",")
        return sorted({code for code in value or [] if code})

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def get_prep_value(self, value):
        if isinstance(value, str):
            return value
        return "".join(f",{code}" for code in self.to_python(value)) + ("," if value else "")

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs):
        kwargs.pop("widget", None)
        return forms.MultipleChoiceField(
            choices=self.choices_from,
            required=False,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=self.help_text,
        )
