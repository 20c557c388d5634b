"""Sentences on what begins, ends, returns or is dropped."""

from django.utils.translation import gettext as _

from subprocessors.wording.days import day


def added(change, field_changes, name, context):
    """The sentence on an addition or return, and the fields it covers."""
    start, other, last_day = (
        field_changes[field].now if field in field_changes else None
        for field in ("effective_on", "replaces", "ended_on")
    )
    words = {
        "name": name,
        "day": start and day(start),
        "other": context.names.get(other) or other,
        "last_day": last_day and day(last_day),
    }
    was_known = any(m.was is not None or m.pending is not None for m in field_changes.values())
    was_dropped = "withdrawn_on" in field_changes and field_changes["withdrawn_on"].was
    is_over = last_day and last_day < context.on
    if was_dropped and change["effective_on"] > context.on:
        words["day"] = day(change["effective_on"])
        text = _("%(name)s starts on %(day)s after all.")
    elif was_known:
        text = _return(start, start and start >= context.on, other)
    else:
        text = _addition(start, start and start >= context.on, other, is_over)
    if last_day and "%(last_day)s" not in text:
        text += " " + _last_day(is_over)
    return text % words, set(field_changes)


def _last_day(is_over):
    return _("Its last day was %(last_day)s.") if is_over else _("Its last day is %(last_day)s.")


def _addition(start, is_to_come, other, is_over):
    if other and is_to_come:
        return _("From %(day)s %(name)s replaces %(other)s.")
    if other:
        return _("%(name)s was added to the list. It replaces %(other)s.")
    if is_to_come:
        return _("%(name)s starts on %(day)s.")
    if start and is_over:
        return _("%(name)s was added to the list. It was in use from %(day)s to %(last_day)s.")
    if start:
        return _("%(name)s was added to the list. It has been in use since %(day)s.")
    return _("%(name)s was added to the list.")


def _return(start, is_to_come, other):
    if is_to_come:
        return _("%(name)s returns on %(day)s.")
    if start:
        return _("%(name)s is on the list again, in use since %(day)s.")
    return _("%(name)s is on the list again.")


def removed(change, field_changes, name, context):
    """The sentence on an end or withdrawal, and the fields it covers."""
    words = {"name": name, "other": context.replaced_by.get(change["slug"])}
    ended = field_changes.get("ended_on")
    if "withdrawn_on" in field_changes and field_changes["withdrawn_on"].now:
        return _withdrawn(change, name, context), {"withdrawn_on", "effective_on"}
    if not (ended and ended.now):
        return _("%(name)s is no longer on the list.") % words, set(field_changes)
    words["day"] = day(ended.now)
    if ended.now < context.on:
        text = _("%(name)s is no longer used. Its last day was %(day)s.")
    elif words["other"]:
        text = _("%(day)s is the last day of %(name)s; %(other)s takes its place.")
    else:
        text = _("%(day)s is the last day of %(name)s.")
    return text % words, {"ended_on"}


def is_listed_by_mistake(change, context):
    """Whether a withdrawal says that the row should never have been on the list.

    That is one in a correction, at or after the row's start.
    """
    start = context.starts.get(change["slug"])
    return context.is_correction and (not start or start <= context.on)


def _withdrawn(change, name, context):
    if is_listed_by_mistake(change, context):
        return _("%(name)s was listed by mistake.") % {"name": name}
    start = context.starts.get(change["slug"])
    if start:
        return _("%(name)s was dropped before its start on %(day)s, and will not be used.") % {
            "name": name,
            "day": day(start),
        }
    return _("%(name)s was dropped before start, and will not be used.") % {"name": name}


def moved_start(change, field_change, name, context):
    """The sentence on a start that is stated anew."""
    if not field_change.now:
        return ""
    words = {
        "name": name,
        "day": day(field_change.now),
        "was": field_change.was and day(field_change.was),
    }
    if field_change.now < context.on:
        if field_change.was:
            return _("%(name)s has been in use since %(day)s, not %(was)s.") % words
        return _("%(name)s has been in use since %(day)s.") % words
    if field_change.was:
        return _("%(name)s starts on %(day)s, not on %(was)s.") % words
    return _("%(name)s starts on %(day)s.") % words


def moved_end(change, field_change, name, context):
    """The sentence on a last day that is stated anew or cancelled."""
    words = {"name": name, "was": field_change.was and day(field_change.was)}
    if not field_change.now:
        return _("%(name)s stays in use. It does not end on %(was)s.") % words
    words["day"] = day(field_change.now)
    if not field_change.was:
        return _("The last day of %(name)s is %(day)s.") % words
    if field_change.now < context.on:
        return _("The last day of %(name)s was %(day)s, not %(was)s.") % words
    return _("The last day of %(name)s is %(day)s, not %(was)s.") % words
