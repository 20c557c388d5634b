"""The sections of a row's form, in the order of the lawyer's work."""

from subprocessors import wording
from subprocessors.archive.fields import COUNTRY, INTERNAL, SECTIONS, in_section


def form_sections():
    """The fieldsets of the form, as the admin takes them."""
    return tuple((wording.section_label(section), _options(section)) for section in SECTIONS)


def _options(section):
    if section == INTERNAL:
        # The reason stands in the history, which customers never see either.
        return {"classes": ("internal",), "fields": (*_lines(section), "change_reason")}
    return {"fields": _lines(section)}


def _lines(section):
    """The fields of a section, a line each; a country stands beside its words."""
    fields = in_section(section)
    beside = {field.words for field in fields if field.kind == COUNTRY}
    return tuple(
        (field.name, field.words) if field.kind == COUNTRY else field.name
        for field in fields
        if field.name not in beside
    )
