"""Which change owes its customers a notice period, and the days it carries. Plain Python.

A *notice* is what a change states of that, ISO days: ``{"counted_from_on",
"earliest_effective_on", "objection_until_on"}`` and, where it takes effect before the earliest
day, ``"short_notice"``. It is {} where there is no rule, or no period is owed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from subprocessors.archive.changes import ADDED
from subprocessors.archive.notice_rule import NoticeDays
from subprocessors.archive.status import has_started, is_live

URGENT, REQUIRED_BY_LAW, OMITTED, STATED_WRONGLY = (
    "urgent_replacement",
    "required_by_law",
    "omitted",
    "stated_wrongly",
)
#: Why a change may take effect before its notice has run. The reason is published.
SHORT_NOTICE_REASONS = (URGENT, REQUIRED_BY_LAW, OMITTED, STATED_WRONGLY)
NOTICE_KEYS = ("counted_from_on", "earliest_effective_on", "objection_until_on", "short_notice")

#: Of these customers are told, but need no time: something goes, stays, or is named.
_NO_PERIOD = frozenset({"ended_on", "withdrawn_on", "replaces"})


def is_moved_later(name, sides):
    """Whether what was announced, or a start, comes later than was stated, and else is the same."""
    if name == "effective_on":
        was, now = (sides.get(side, {}).get("now") for side in ("before", "after"))
        return bool(was and now and now > was)
    was, now = _announced(sides)
    return bool(was and now and was.get("value") == now.get("value") and now["on"] > was["on"])


def owes_period(kind, name, sides, *, old, new, on):
    """Whether a material change of the field ``name`` owes the notice period.

    ``kind`` is that of the whole row's change, ``sides`` those of the field; ``old`` (settled on
    the ISO day ``on``) and ``new`` are the row around it. An addition owes it; so does a value
    that is not announced already, and a day that comes earlier than was announced.
    """
    if kind == ADDED:
        return True
    if name in _NO_PERIOD or not _is_used(old, new, on):
        return False
    if name == "effective_on":
        was, now = (sides.get(side, {}).get("now") for side in ("before", "after"))
        return bool(now) and (not was or now < was)
    return _brings_anew(name, sides, on)


def _is_used(old, new, on):
    """Whether the row goes on; of one that is over or dropped, nothing takes effect."""
    return (
        old is not None
        and new is not None
        and is_live(old, on)
        and "withdrawn_on" not in new["now"]
    )


def _brings_anew(name, sides, on):
    before, after = sides.get("before", {}), sides.get("after", {})
    was, announced = _announced(sides)
    if announced is not None and announced != was:
        value, day = announced.get("value"), announced["on"]
    elif before.get("now") != after.get("now"):
        value, day = after.get("now"), on
    else:
        return False  # what was announced will not happen
    if was is not None and value == was.get("value"):
        return day < was["on"]
    return not (name == "places" and _only_loses(set(value or ()), before, was, day))


def _only_loses(places, before, was, day):
    """Whether all ``places`` are in force already, or are announced for ``day`` or sooner."""
    known = [set(before.get("now") or ())]
    if was is not None and was["on"] <= day:
        known.append(set(was.get("value") or ()))
    return bool(places) and any(places < known_ones for known_ones in known)


def _announced(sides):
    return tuple(sides.get(side, {}).get("next") for side in ("before", "after"))


def _leading(change, name):
    """The field that decides for ``name``: a former name goes with the name, as do words that
    are emptied because the codes beside them change."""
    fields = change["fields"]
    if name == "former_names" and "name" in fields:
        return "name"
    if name == "processing_location" and "places" in fields and not _becomes(fields[name]):
        return "places"
    return name


def _becomes(sides):
    was, announced = _announced(sides)
    if announced is not None and announced != was:
        return announced.get("value")
    return sides.get("after", {}).get("now")


def corrects_what_is_in_force(kind, name, sides, *, old, on):
    """Whether a correction of this field puts right what is shown, rather than what is announced.

    ``kind`` is ADDED only for a row that the corrected version did not take out.
    """
    if kind == ADDED or old is None or not has_started(old, on):
        return False
    was, announced = _announced(sides)
    return name == "effective_on" or was is None or was == announced


@dataclass(frozen=True)
class Owing:
    """What decides on the notice of each change of one publication, on the ISO day ``on``.

    ``days`` are those that the rule of the version before gives, or None; ``earlier`` maps
    (slug, field) of what is moved later to the notice that it was announced with; ``corrected``
    is the short notice of a correction, else None; ``restored`` are the slugs that a correction
    brings back.
    """

    on: str
    days: NoticeDays | None = None
    earlier: Mapping = field(default_factory=dict)
    corrected: Mapping | None = None
    restored: frozenset = frozenset()

    def owes(self, change, name, *, old, new):
        """Whether the field ``name`` of a material ``change`` of one row owes the period."""
        name = _leading(change, name)
        sides = change["fields"][name]
        return owes_period(change["kind"], name, sides, old=old, new=new, on=self.on)

    def notice(self, change, name, effective_on, *, old, new, declared=None):
        """The notice of the field ``name`` of a material ``change`` of one row, as above.

        ``declared`` is the short notice that legal declared for it, or None.
        """
        if self.owes(change, name, old=old, new=new):
            return self._owed(change, name, effective_on, old, declared) if self.days else {}
        name = _leading(change, name)
        # A start that is corrected from one past day to another is no plan any more.
        if effective_on > self.on and is_moved_later(name, change["fields"][name]):
            return self._moved(self.earlier.get((change["slug"], name), {}), effective_on)
        return {}

    def _owed(self, change, name, effective_on, old, declared):
        found = {
            "counted_from_on": self.days.counted_from.isoformat(),
            "earliest_effective_on": self.days.earliest.isoformat(),
            "objection_until_on": self._until(effective_on).isoformat(),
        }
        if effective_on < found["earliest_effective_on"]:
            short = declared or self._of_correction(change, name, effective_on, old)
            if short:
                found["short_notice"] = short
        return found

    def _until(self, effective_on):
        return self.days.objection_until(date.fromisoformat(effective_on))

    def _of_correction(self, change, name, effective_on, old):
        if self.corrected is None:
            return None
        name, is_restored = _leading(change, name), change["slug"] in self.restored
        kind, sides = None if is_restored else change["kind"], change["fields"][name]
        is_shown = corrects_what_is_in_force(kind, name, sides, old=old, on=self.on)
        # A row that is brought back may be in use, though what is published says that it is not.
        is_shown = is_shown or (is_restored and (old is None or effective_on <= self.on))
        return self.corrected if is_shown else None

    def _moved(self, earlier, effective_on):
        """The notice of what was moved later: its first one, with more time to object."""
        if not earlier:
            return {}
        first = NoticeDays(
            date.fromisoformat(earlier["counted_from_on"]),
            date.fromisoformat(earlier["earliest_effective_on"]),
            self.days.window if self.days else None,
        )
        until = first.objection_until(date.fromisoformat(effective_on)).isoformat()
        found = {**earlier, "objection_until_on": max(until, earlier["objection_until_on"])}
        if effective_on >= earlier["earliest_effective_on"]:
            found.pop("short_notice", None)
        return found
