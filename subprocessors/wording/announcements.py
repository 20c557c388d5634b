"""Sentences on announced values: what is to come, and what will not come after all."""

from django.utils.translation import gettext as _

from subprocessors.archive.fields import PUBLIC_FIELDS
from subprocessors.wording.days import day
from subprocessors.wording.lists import and_list
from subprocessors.wording.places import place_names
from subprocessors.wording.values import field_words, value_words

_SHORT = 60


def announced_sentence(row, announced, *, services=None, categories=None):
    """What is announced for one day of ``row``: "From 1 February 2027: also Singapore".

    ``announced`` is ``{"on": day, "value": value}`` by field, all for the same day; no value
    means that the field is emptied.
    """
    on = next(iter(announced.values()))["on"]
    # Places come first: they alone are not named ("also Singapore").
    order = sorted(announced, key=lambda field: (field != "places", PUBLIC_FIELDS.index(field)))
    what = [
        _coming(field, row["now"].get(field), announced[field].get("value"), services, categories)
        for field in order
    ]
    return _("From %(day)s: %(what)s") % {"day": day(on), "what": "; ".join(what)}


def _coming(field, now, value, services, categories):
    if field == "places":
        return places_coming(set(now or ()), set(value or ()))
    words = {
        "field": field_words(field),
        "value": value_words(field, value, services=services, categories=categories),
    }
    if field == "name":
        return _("is called %(value)s") % words
    if not words["value"]:
        return _("%(field)s no longer stated") % words
    if len(words["value"]) <= _SHORT and "\n" not in words["value"]:
        return _("%(field)s “%(value)s”") % words
    return _("new %(field)s") % words


def places_coming(now, value):
    """How the set of places ``value`` differs from those of ``now``: "also Singapore"."""
    more, fewer = and_list(place_names(value - now)), and_list(place_names(now - value))
    words = {"more": more, "fewer": fewer}
    if not value:
        return _("places of processing no longer stated")
    if not now:
        return more
    if not fewer:
        return _("also %(more)s") % words
    if not more:
        return _("no longer %(fewer)s") % words
    if value & now:
        return _("also %(more)s, no longer %(fewer)s") % words
    return _("%(more)s instead of %(fewer)s") % words


def about_announcement(slug, field_change, context):
    """What becomes of the announcement that was pending for a field, or "".

    Told to those who were told of it: "Ireland from 3 December 2026, announced in version
    11, will not happen."
    """
    if not (field_change.is_moved or field_change.is_dropped):
        return ""
    words = {
        "what": _pending_words(field_change),
        "field": field_words(field_change.field),
        "day": day(field_change.pending["on"]),
        "number": context.announced_in.get((slug, field_change.field)),
        "new": field_change.is_moved and day(field_change.announced["on"]),
    }
    if field_change.is_moved:
        text = _("the change of %(field)s comes on %(new)s, not on %(day)s as announced before.")
        if words["number"]:
            text = _(
                "the change of %(field)s comes on %(new)s, not on %(day)s as version %(number)d"
                " announced."
            )
    elif words["what"] and words["number"]:
        text = _("%(what)s from %(day)s, announced in version %(number)d, will not happen.")
    elif words["what"]:
        text = _("%(what)s from %(day)s, announced before, will not happen.")
    elif words["number"]:
        text = _(
            "the change of %(field)s that version %(number)d announced for %(day)s will not happen."
        )
    else:
        text = _("the change of %(field)s announced for %(day)s will not happen.")
    return text % words


def _pending_words(field_change):
    """The places that had been announced; "" where naming the field says it better."""
    if field_change.field != "places":
        return ""
    return and_list(
        place_names(set(field_change.pending.get("value") or ()) - set(field_change.was or ()))
    )
