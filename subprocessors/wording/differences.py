"""Was and Is now, with the words that differ marked. Gives HTML; every value is escaped."""

import html
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import takewhile

from django.utils.html import escape, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from subprocessors.archive.changes import ADDED, CHANGED
from subprocessors.archive.fields import LIFECYCLE_FIELDS, SET_FIELDS
from subprocessors.wording.days import as_date
from subprocessors.wording.field_changes import field_changes_of, in_reading_order
from subprocessors.wording.field_names import field_label
from subprocessors.wording.values import value_items

#: A token is a word or a sign with the space before it; space alone would match everywhere.
_TOKENS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")
#: Texts that are less alike than this are marked as a whole.
_LEAST_LIKE = 0.35
#: The most pairs of equal tokens that are matched. The time grows with them, and one page of
#: the log, which anybody may ask for, matches hundreds of texts.
_MOST_PAIRS = 50_000


@dataclass(frozen=True)
class Difference:
    """One field before and after, as HTML.

    ``day`` is the day an announced value comes into force (``now`` is then still to come),
    else None. ``pending`` is what had been announced for ``pending_on`` and is struck out,
    else "". ``is_new`` says that nothing was stated before, nor announced: ``was`` is not worth
    a line.
    """

    field: str
    label: str
    was: str
    now: str
    day: date | None = None
    pending: str = ""
    pending_on: date | None = None
    is_new: bool = False


def was_and_is(change, *, context):
    """The Differences of a change, in reading order.

    An addition has none (``stated_values`` gives what it states), and an end says its day in the
    sentence. A field that is corrected today and announced anew gives two.
    """
    if change["kind"] == ADDED:
        return []
    field_changes = field_changes_of(change)
    whole_row_gone = (
        change["kind"] != CHANGED and "name" in field_changes and not field_changes["name"].now
    )
    if whole_row_gone:
        return []
    skipped = set() if change["kind"] == CHANGED else LIFECYCLE_FIELDS
    return [
        found
        for field in in_reading_order(field_changes)
        if field not in skipped
        for found in _differences(field_changes[field], context)
    ]


def stated_values(change, *, context):
    """What an addition states, as ``(label, text)`` in reading order, name and start aside."""
    said_elsewhere = LIFECYCLE_FIELDS | {"name"}
    field_changes = field_changes_of(change)
    return [
        (field_label(field), context.words(field, field_changes[field].now))
        for field in in_reading_order(field_changes)
        if field not in said_elsewhere and field_changes[field].now is not None
    ]


def _differences(field_change, context):
    pending = {}
    if field_change.is_dropped or field_change.is_moved:
        gone = context.words(field_change.field, field_change.pending.get("value"))
        pending = {
            "pending": mark_safe(_in_tag("del", gone or _nothing(field_change.field))),  # noqa: S308
            "pending_on": as_date(field_change.pending["on"]),
        }
    if field_change.is_announced:
        if field_change.is_in_force:
            yield _difference(field_change.field, field_change.was, field_change.now, context)
        day = as_date(field_change.announced["on"])
        becomes = field_change.announced.get("value")
        yield _difference(
            field_change.field, field_change.now, becomes, context, day=day, **pending
        )
    else:
        yield _difference(
            field_change.field, field_change.was, field_change.now, context, **pending
        )


def _difference(field, was, now, context, **more):
    if field in SET_FIELDS and was and now:
        pair = _marked_items(_items(field, was, context), _items(field, now, context))
    else:
        texts = context.words(field, was), context.words(field, now)
        pair = [side or _html(_nothing(field)) for side in marked(*texts)]
        is_silent = not texts[0] and field not in LIFECYCLE_FIELDS
        more["is_new"] = bool(is_silent and texts[1] and not more.get("pending"))
    is_to_come = field == "effective_on" and (now or "") > context.on
    label = _("Starts") if is_to_come else field_label(field)
    return Difference(field, label, *pair, **more)


def _nothing(field):
    return pgettext("last day", "None") if field == "ended_on" else _("Not stated")


def _items(field, value, context):
    return value_items(
        field, value, services=context.services, categories=context.categories, names=context.names
    )


def _marked_items(was, now):
    old = [_in_tag("del", item) if item not in now else _html(item) for item in was]
    new = [_in_tag("ins", item) if item not in was else _html(item) for item in now]
    return mark_safe(", ".join(old)), mark_safe(", ".join(new))  # noqa: S308


@lru_cache(maxsize=1_024)
def marked(was, now):
    """Two texts as HTML, with ``<del>`` and ``<ins>`` around the words that differ.

    Texts that have little in common are marked whole; so is the part that differs where
    matching its words would take long.
    """
    if was == now:
        return mark_safe(_html(was)), mark_safe(_html(now))  # noqa: S308
    old, new = _TOKENS.findall(was), _TOKENS.findall(now)
    blocks = _matching(old, new)
    if _likeness(old, new, blocks) < _LEAST_LIKE:
        return mark_safe(_in_tag("del", was)), mark_safe(_in_tag("ins", now))  # noqa: S308
    left, right, i, j = [], [], 0, 0
    for at_old, at_new, size in blocks:
        left += _in_tag("del", "".join(old[i:at_old])), _html("".join(old[at_old : at_old + size]))
        right += _in_tag("ins", "".join(new[j:at_new])), _html("".join(new[at_new : at_new + size]))
        i, j = at_old + size, at_new + size
    return mark_safe("".join(left)), mark_safe("".join(right))  # noqa: S308


def without_marks(marked):
    """A text that ``marked`` gave, as plain text."""
    return html.unescape(strip_tags(str(marked).replace("<br>", "\n")))


def _matching(old, new):
    """What two lists of tokens have in common: ``(at in old, at in new, size)``, to the end."""
    head = _equal_at_the_start(old, new)
    tail = _equal_at_the_start(old[head:][::-1], new[head:][::-1])
    middle = [tokens[head : len(tokens) - tail] for tokens in (old, new)]
    counts, others = map(Counter, middle)
    found = []
    if sum(count * others[token] for token, count in counts.items()) <= _MOST_PAIRS:
        matcher = SequenceMatcher(None, *middle, autojunk=False)
        found = [(head + i, head + j, size) for i, j, size in matcher.get_matching_blocks()]
    return [(0, 0, head), *found, (len(old) - tail, len(new) - tail, tail)]


def _equal_at_the_start(old, new):
    return sum(
        1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    )


def _likeness(old, new, blocks):
    """Twice the share of words that both texts have in sequence."""
    words = len(old) + len(new)
    return 2 * sum(size for _at, _at_new, size in blocks) / words if words else 0


def _in_tag(tag, text):
    """The text in a tag, the white space at its ends left outside."""
    core = text.strip()
    if not core:
        return _html(text)
    before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
    return f"{_html(before)}<{tag}>{_html(core)}</{tag}>{_html(after)}"


def _html(text):
    return escape(text).replace("\n", "<br>")
