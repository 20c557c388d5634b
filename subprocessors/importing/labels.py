"""The fields of the working list and their values, as an import names them."""

from django.utils.translation import gettext as _

from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Service
from subprocessors.wording.field_names import field_label
from subprocessors.wording.values import value_words


def import_label(name):
    """What stands beside a field: "Nature of processing"."""
    return _("Slug (finds the row again)") if name == "slug" else field_label(name)


def service_labels(new=()):
    """The labels of the services by their slugs, those included that an import will make."""
    return {**dict(Service.objects.values_list("slug", "label")), **dict(new)}


def import_words(name, value, labels=None):
    """A value in words, "" where it is empty. ``labels`` are those of services."""
    if value in (None, "", [], False):
        return ""
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    return value_words(name, value, services=labels)


def column_meaning(column):
    """What a column is taken for: "Nature of processing", "left out", or "not settled"."""
    if column.is_ignored:
        return _("left out")
    return import_label(column.field) if column.field else _("not settled")


def fields_in_words(step, labels=None):
    """``(label, was, now)`` of each field of an ImportStep, in the order of the working list."""
    order = [field.name for field in Subprocessor._meta.get_fields()]
    names = sorted(step.fields, key=order.index)
    return [
        (import_label(n), *(import_words(n, value, labels) for value in step.fields[n]))
        for n in names
    ]
