"""What was understood of a file, and what importing it does, in words."""

from django.utils.translation import gettext as _

from subprocessors.models.register import Subprocessor
from subprocessors.wording.values import field_label, value_words


def label(name):
    """What stands beside a field: "Nature of processing"."""
    try:
        return field_label(name)
    except KeyError:
        text = str(Subprocessor._meta.get_field(name).verbose_name)
        return text[:1].upper() + text[1:]


def words(name, value):
    """A value in words, "" where it is empty."""
    if value in (None, "", [], False):
        return ""
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    if name == "category" or not isinstance(value, str | list | bool):
        return str(value)
    return value_words(name, value)


def meaning(column):
    """What a column is taken for: "Nature of processing", "ignored", or "not known"."""
    if column.is_ignored:
        return _("ignored")
    return label(column.field) if column.field else _("not known")


def fields_in_words(step):
    """``(label, was, now)`` of each field of a Step, in the order of the working list."""
    order = [field.name for field in Subprocessor._meta.fields]
    names = sorted(step.fields, key=order.index)
    return [(label(n), words(n, step.fields[n][0]), words(n, step.fields[n][1])) for n in names]
