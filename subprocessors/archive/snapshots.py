"""What a publication freezes: rows, and how announced values settle. Plain Python.

A *row* is ``{"slug": str, "now": {field: value}, "next": {field: {"on": day,
"value": value}}}``: the values in force, and per field at most one announced value
with its day. ``next`` is absent where nothing is announced; an announced emptying has
no ``value``. Days are ISO 8601 strings ("2026-12-03"), which sort as time does.
"""

import unicodedata
from datetime import date, datetime

from subprocessors.archive.fields import PUBLIC_FIELDS, SET_FIELDS

#: No row may have these slugs: ``/subprocessors/on/`` leads to any day.
RESERVED_SLUGS = frozenset({"on"})

# Values


def normalised(value):
    """``value`` as it is compared and frozen: NFC, LF line ends, trimmed, empties left out.

    Raises ValueError for what canonical JSON cannot hold (a float, a lone surrogate) and
    for what a row has no place for (a NUL, an instant).
    """
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        text = unicodedata.normalize("NFC", text).strip()
        if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
            raise ValueError(f"The text {text[:40]!r} holds a character that cannot be stored.")
        return text
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return [item for item in map(normalised, items) if not is_empty(item)]
    if isinstance(value, dict):
        pairs = ((key, normalised(item)) for key, item in value.items())
        return {key: item for key, item in pairs if not is_empty(item)}
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise ValueError(f"A {type(value).__name__} cannot be frozen: {value!r}.")


def is_empty(value):
    """Whether ``value`` counts as absent: null, "", [], {} and false, but not 0."""
    return value is None or value is False or value in ("", [], {})


def row_values(values):
    """The public values of a row, normalised; names outside the whitelist are an error."""
    unknown = set(values) - set(PUBLIC_FIELDS)
    if unknown:
        raise ValueError(f"Not public fields: {', '.join(sorted(unknown))}.")
    frozen = normalised(values)
    for field in SET_FIELDS & frozen.keys():
        frozen[field] = sorted(set(frozen[field]))
    return frozen


def make_row(slug, now, next_=None):
    """A row of these parts; ``next`` only where something is announced."""
    return {"slug": slug, "now": now, **({"next": next_} if next_ else {})}


# Time


def still_to_come(row):
    """What is announced of ``row`` and will happen: ``next`` without the rest.

    What was announced for after the last day never happens, nor anything of a withdrawn row.
    """
    now = row["now"]
    if "withdrawn_on" in now:
        return {}
    return {
        field: announced
        for field, announced in row.get("next", {}).items()
        if announced["on"] <= now.get("ended_on", announced["on"])
    }


def settled(row, day):
    """``row`` with the announced values whose day has come by ``day`` moved into force.

    Never later than the row's last day: what was announced for after it never happens.
    """
    if "next" not in row:
        return row
    until = min(day, row["now"].get("ended_on", day))
    now, later = dict(row["now"]), {}
    for field, announced in row["next"].items():
        if announced["on"] > until:
            later[field] = announced
        elif "value" in announced:
            now[field] = announced["value"]
        else:
            now.pop(field, None)
    return make_row(row["slug"], now, later)
