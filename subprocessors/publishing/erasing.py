"""Taking words out of the desk: working list, portal, vocabulary, their history, Django's log.

Every column of text is reached, of tables to come as well; what is left alone is named here.
"""

from django.apps import apps
from django.db import models

from subprocessors.archive import triggers
from subprocessors.models.code_lists import CodeListField

#: Apps whose tables hold accounts and sign-ins, and nothing that was written on the desk.
OTHER_APPS = frozenset({"auth", "axes", "contenttypes", "sessions"})
#: Who did it is never lost.
SIGNATURES = frozenset({"by_name"})
#: Where notices go is nothing that was published: a recipient is erased as such. The rest
#: belongs to the machine.
OF_THE_OUTBOX = frozenset(
    {
        *(f"subscriber.{name}" for name in ("address", "address_key", "consent_words")),
        *(f"delivery.{name}" for name in ("address", "claim", "header_id", "sender", "sha256")),
        *(f"outbox.{name}" for name in ("mark", "link_key")),
        *("addressact.mark", "clientcount.mark", "daykey.key"),
        "noticecontact.address",
        "historicalnoticecontact.address",
    }
)
_TEXTS = (models.CharField, models.TextField, models.JSONField)


def places():
    """The models of the desk, each with the names of its fields that hold text: (model, names)."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in OTHER_APPS or model._meta.db_table in triggers.TABLES:
            continue
        names = [field.name for field in model._meta.concrete_fields if _holds_text(field)]
        if names:
            yield model, names


def _holds_text(field):
    is_chosen = bool(field.choices) or isinstance(field, CodeListField)
    is_ours = field.name in SIGNATURES or f"{field.model._meta.model_name}.{field.name}" in (
        OF_THE_OUTBOX
    )
    return isinstance(field, _TEXTS) and not (is_chosen or is_ours)


def slugs_on_desk():
    """Every slug that a row of the desk, or a record of its history, has or had."""
    found = set()
    for model, names in places():
        for name in names:
            if isinstance(model._meta.get_field(name), models.SlugField):
                found.update(model._base_manager.values_list(name, flat=True))
    return found


def erase(words):
    """Takes the RedactedWords out of every place; gives how many rows of each model changed.

    Leaves no record of the edit: the records that there are then say what the rows say.
    """
    counts = {}
    for model, names in places():
        rows = model._base_manager.order_by("pk").values_list("pk", *names)
        for pk, *values in list(rows.iterator(chunk_size=500)):
            found = {
                name: _erased(model._meta.get_field(name), value, words)
                for name, value in zip(names, values, strict=True)
                if words.are_anywhere_in(value)
            }
            if found:
                model._base_manager.filter(pk=pk).update(**found)
                counts[model] = counts.get(model, 0) + 1
    return counts


def _erased(field, value, words):
    is_address = isinstance(field, models.URLField | models.EmailField)
    if is_address and not hasattr(field.model, "history_id"):
        return ""  # what is left would be no address
    replaced = words.replaced_anywhere_in(value)
    if field.max_length and len(replaced) > field.max_length:
        return words.instead[: field.max_length]
    return replaced
