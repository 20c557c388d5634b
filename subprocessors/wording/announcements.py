"""Sentences on announced values: what is to come, and what will not come after all."""

from django.utils.translation import gettext as _

from subprocessors.archive.fields import CODES_OF, PUBLIC_FIELDS
from subprocessors.wording.days import day
from subprocessors.wording.field_names import field_in_sentence, field_words
from subprocessors.wording.places import in_sentence
from subprocessors.wording.values import value_words

_SHORT = 60


def announced_sentence(row, announced, *, services=None, categories=None, is_wording=False):
    """What is announced for one day: "From 1 February 2027: also processes data in Singapore".

    ``announced`` is ``{"on": day, "value": value}`` by field of ``row``, all for the same day;
    no value means that the field is emptied. ``is_wording``: only the words change, and no fact.
    """
    on = next(iter(announced.values()))["on"]
    words = {
        "day": day(on),
        "what": _values_words(row, announced, services, categories, is_wording=is_wording),
    }
    if is_wording:
        return _("From %(day)s, in wording only: %(what)s") % words
    return _("From %(day)s: %(what)s") % words


def announced_values(row, announced, *, services=None, categories=None, is_wording=False):
    """The same without the day, where that stands beside it: "also processes data in ..."."""
    what = _values_words(row, announced, services, categories, is_wording=is_wording)
    return _("in wording only: %(what)s") % {"what": what} if is_wording else what


def _values_words(row, announced, services, categories, *, is_wording):
    # Places come first: they read as what the row does.
    # Words that only go because the codes beside them change say nothing of their own.
    spoken = {
        field: one
        for field, one in announced.items()
        if "value" in one or CODES_OF.get(field) not in announced
    }
    order = sorted(spoken, key=lambda field: (field != "places", PUBLIC_FIELDS.index(field)))
    what = [
        _coming(
            field,
            row["now"].get(field),
            announced[field].get("value"),
            services,
            categories,
            is_wording=is_wording,
        )
        for field in order
    ]
    return "; ".join(what)


def _coming(field, now, value, services, categories, *, is_wording):
    if field == "places" and not is_wording:
        return places_in_verbs(set(now or ()), set(value or ()))
    words = {
        "field": field_words(field),
        "value": value_words(field, value, services=services, categories=categories),
    }
    if field == "name":
        return _("new name “%(value)s”") % words
    if not words["value"]:
        return _("%(field)s no longer stated") % words
    if len(words["value"]) <= _SHORT and "\n" not in words["value"]:
        return _("%(field)s “%(value)s”") % words
    return _("new %(field)s") % words


def places_in_verbs(now, value):
    """How the set of places ``value`` differs from ``now``: "also processes data in Singapore"."""
    words = {"more": in_sentence(value - now), "fewer": in_sentence(now - value)}
    if not value:
        text = _("places of processing no longer stated")
    elif not now:
        text = _("processes data in %(more)s")
    elif not now - value:
        text = _("also processes data in %(more)s")
    elif not value - now:
        text = _("no longer processes data in %(fewer)s")
    elif value & now:
        text = _("also processes data in %(more)s, no longer in %(fewer)s")
    else:
        text = _("processes data in %(more)s instead of %(fewer)s")
    return text % words


def about_announcement(slug, field_change, context):
    """What becomes of the announcement that was pending for a field, or "".

    For people who were notified of it: "processing in Ireland from 3 December 2026, announced
    in version 11, will not happen."
    """
    comes_later = field_change.is_moved or field_change.is_joined
    if not (comes_later or field_change.is_dropped):
        return ""
    words = {
        "places": _pending_places(field_change),
        "field": field_in_sentence(field_change.field),
        "day": day(field_change.pending["on"]),
        "number": context.announced_in.get((slug, field_change.field)),
        "new": comes_later and day(field_change.announced["on"]),
    }
    if field_change.is_joined and words["places"]:
        return _joined_places(words)
    if comes_later:
        return _moved(words)
    return _dropped_places(words) if words["places"] else _dropped(words)


def _joined_places(words):
    if words["number"]:
        text = _(
            "processing in %(places)s comes on %(new)s, not on %(day)s as version %(number)d"
            " announced."
        )
    else:
        text = _("processing in %(places)s comes on %(new)s, not on %(day)s as announced before.")
    return text % words


def _moved(words):
    if words["number"]:
        text = _(
            "the change of %(field)s comes on %(new)s, not on %(day)s as version %(number)d"
            " announced."
        )
    else:
        text = _("the change of %(field)s comes on %(new)s, not on %(day)s as announced before.")
    return text % words


def _dropped_places(words):
    if words["number"]:
        text = _(
            "processing in %(places)s from %(day)s, announced in version %(number)d, will not"
            " happen."
        )
    else:
        text = _("processing in %(places)s from %(day)s, announced before, will not happen.")
    return text % words


def _dropped(words):
    if words["number"]:
        text = _(
            "the change of %(field)s that version %(number)d announced for %(day)s will not happen."
        )
    else:
        text = _("the change of %(field)s announced for %(day)s will not happen.")
    return text % words


def _pending_places(field_change):
    """The places that had been announced as new; "" where naming the field says it better."""
    if field_change.field != "places":
        return ""
    pending = set(field_change.pending.get("value") or ())
    return in_sentence(pending - set(field_change.was or ()))
