"""Sentences on edited fields: what changes, what only reads differently, what is first stated."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subprocessors.wording.days import day
from subprocessors.wording.field_changes import FieldChange, in_reading_order
from subprocessors.wording.field_names import field_in_sentence
from subprocessors.wording.lifecycles import moved_end, moved_start
from subprocessors.wording.lists import and_list
from subprocessors.wording.places import in_sentence, place_names

#: What an edit does: changes a fact, its wording alone, or states it first or no longer.
FACT, WORDS, FIRST_STATED, NO_LONGER_STATED = "fact", "words", "first stated", "no longer stated"

_ON_A_DAY, _BEFORE_START, _CORRECTED, _EARLIER, _NOW = (
    "on a day to come",
    "before its start",
    "corrected",
    "on an earlier day",
    "now",
)
#: By what the edit does and when; what is missing reads as it does for now.
_SENTENCES = {
    (FACT, _ON_A_DAY): gettext_lazy("For %(name)s, %(fields)s will change on %(day)s."),
    (FACT, _BEFORE_START): gettext_lazy(
        "Changed for %(name)s before it starts on %(day)s: %(fields)s."
    ),
    (FACT, _CORRECTED): gettext_lazy("Corrected for %(name)s: %(fields)s."),
    (FACT, _EARLIER): gettext_lazy("For %(name)s, %(fields)s changed on %(day)s."),
    (FACT, _NOW): gettext_lazy("For %(name)s, %(fields)s changed."),
    (WORDS, _ON_A_DAY): gettext_lazy(
        "For %(name)s, only the wording of %(fields)s will change, on %(day)s."
    ),
    (WORDS, _CORRECTED): gettext_lazy("Corrected for %(name)s, in wording only: %(fields)s."),
    (WORDS, _NOW): gettext_lazy("For %(name)s, only the wording of %(fields)s changed."),
    (FIRST_STATED, _ON_A_DAY): gettext_lazy("From %(day)s we state %(fields)s for %(name)s."),
    (FIRST_STATED, _NOW): gettext_lazy("For %(name)s, we now state %(fields)s."),
    (NO_LONGER_STATED, _ON_A_DAY): gettext_lazy(
        "From %(day)s we no longer state %(fields)s for %(name)s."
    ),
    (NO_LONGER_STATED, _NOW): gettext_lazy("For %(name)s, we no longer state %(fields)s."),
}
#: The same after a sentence that names the row, and the day if it is to come.
_FURTHER_SENTENCES = {
    (FACT, _ON_A_DAY): gettext_lazy("On that day %(fields)s will change too."),
    (FACT, _CORRECTED): gettext_lazy("Also corrected: %(fields)s."),
    (FACT, _NOW): gettext_lazy("Also changed: %(fields)s."),
    (WORDS, _ON_A_DAY): gettext_lazy("Only the wording of %(fields)s will change."),
    (WORDS, _NOW): gettext_lazy("Only the wording of %(fields)s changed."),
    (FIRST_STATED, _ON_A_DAY): gettext_lazy("From that day we also state %(fields)s."),
    (FIRST_STATED, _NOW): gettext_lazy("We now also state %(fields)s."),
    (NO_LONGER_STATED, _ON_A_DAY): gettext_lazy("From that day we no longer state %(fields)s."),
    (NO_LONGER_STATED, _NOW): gettext_lazy("We no longer state %(fields)s."),
}


def effect_of(change, field_change, context):
    """What an edit of one field does: FACT, WORDS, FIRST_STATED or NO_LONGER_STATED."""
    if field_change.is_first_stated:
        return FIRST_STATED
    if field_change.is_no_longer_stated:
        return NO_LONGER_STATED
    if field_change.field == "name" and _leaves_former_name(change, field_change):
        return FACT
    return WORDS if context.is_wording_only(change, field_change.field) else FACT


def _leaves_former_name(change, field_change):
    """Whether a new name makes the old one a former name: a rename, be it published as wording."""
    sides = change["fields"].get("former_names")
    if not (sides and field_change.was):
        return False
    former = FieldChange.of("former_names", sides)
    added = set(former.becomes or ()) - set(former.was or ())
    return " ".join(field_change.was.split("\n")) in added


def leading_sentence(change, field_changes, name, context):
    """The sentence on the field that says the most, and the fields it covers; "" where none does.

    Places and names say what is so; other fields are only named.
    """
    for field, say in _LEADS.items():
        field_change = field_changes.get(field)
        if field_change and field_change.has_new_value:
            text = say(change, field_change, name, context)
            if text:
                return text, {field, *_SAID_WITH.get(field, ())}
    return "", set()


def edit_sentences(change, field_changes, name, context, *, is_further):
    """A sentence for each effect that the edits have; ``is_further`` after a leading one.

    ``field_changes`` are those that no other sentence covers.
    """
    fields = {}
    for field in in_reading_order(field_changes):
        field_change = field_changes[field]
        key = effect_of(change, field_change, context), _when(change, field_change, context)
        fields.setdefault(key, []).append(field_in_sentence(field))
    found = []
    for (effect, when), phrases in fields.items():
        words = {
            "name": name,
            "fields": and_list(dict.fromkeys(phrases)),
            "day": day(change["effective_on"]),
        }
        texts = _FURTHER_SENTENCES if is_further or found else _SENTENCES
        text = texts.get((effect, when)) or texts[effect, _NOW]
        found.append(str(text) % words)
    return found


def _when(change, field_change, context):
    if field_change.is_announced and not field_change.is_moved:
        return _ON_A_DAY
    if change["effective_on"] > context.on:
        return _BEFORE_START
    if context.is_correction:
        return _CORRECTED
    return _EARLIER if change["effective_on"] < context.on else _NOW


def _rename(change, field_change, name, context):
    was, becomes = field_change.was, field_change.becomes
    if not (was and becomes):
        return ""
    is_wording_only = effect_of(change, field_change, context) == WORDS
    if field_change.is_announced and is_wording_only:
        text = _("From %(day)s the name will be written %(new)s, not %(old)s.")
    elif field_change.is_announced:
        text = _("From %(day)s %(old)s will be called %(new)s.")
    elif is_wording_only:
        text = _("The name is now written %(new)s, not %(old)s.")
    elif context.is_correction:
        text = _("The name is %(new)s, not %(old)s.")
    else:
        text = _("%(old)s is now called %(new)s.")
    return text % {"old": was, "new": becomes, "day": day(change["effective_on"])}


def _places(change, field_change, name, context):
    old, new = set(field_change.was or ()), set(field_change.becomes or ())
    text = _PLACES_SENTENCES.get(
        (effect_of(change, field_change, context), field_change.is_announced)
    )
    if text is None:
        is_before_start = change["effective_on"] > context.on
        if not field_change.is_announced and (context.is_correction or is_before_start):
            return ""
        text = _moved_places(new - old, old - new, new & old)
    return str(text) % {
        "day": day(change["effective_on"]),
        "name": name,
        "places": and_list(place_names(new)),
        "more": in_sentence(new - old),
        "fewer": in_sentence(old - new),
    }


#: By effect, and whether it is announced; the effect FACT says which places come and go.
_PLACES_SENTENCES = {
    (FIRST_STATED, False): gettext_lazy(
        "The places of processing of %(name)s are now stated: %(places)s."
    ),
    (FIRST_STATED, True): gettext_lazy(
        "From %(day)s %(name)s processes data in %(more)s. No place was stated before."
    ),
    (WORDS, False): gettext_lazy(
        "The places of processing of %(name)s are now stated as: %(places)s."
    ),
    (WORDS, True): gettext_lazy(
        "From %(day)s the places of processing of %(name)s are stated as: %(places)s."
    ),
    (NO_LONGER_STATED, False): gettext_lazy(
        "The places of processing of %(name)s are no longer stated."
    ),
    (NO_LONGER_STATED, True): gettext_lazy(
        "From %(day)s the places of processing of %(name)s are no longer stated."
    ),
}


def _moved_places(more, fewer, both):
    if not fewer:
        return _("From %(day)s %(name)s also processes data in %(more)s.")
    if not more:
        return _("From %(day)s %(name)s no longer processes data in %(fewer)s.")
    if not both:
        return _("From %(day)s %(name)s processes data in %(more)s instead of %(fewer)s.")
    return _("From %(day)s %(name)s also processes data in %(more)s, and no longer in %(fewer)s.")


def _replacement(change, field_change, name, context):
    if not field_change.now:
        return ""
    other = context.names.get(field_change.now) or field_change.now
    return _("%(name)s replaces %(other)s.") % {"name": name, "other": other}


_LEADS = {
    "effective_on": moved_start,
    "ended_on": moved_end,
    "name": _rename,
    "places": _places,
    "replaces": _replacement,
}
#: What follows from another field, or says the same in words.
_SAID_WITH = {"name": ("former_names",), "places": ("processing_location",)}
