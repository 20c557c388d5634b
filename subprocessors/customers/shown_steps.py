"""What an import of customers would save, in words for the page and the terminal."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.customers.known_services import published_services
from subprocessors.models.portal import Portal
from subprocessors.models.recipients import Customer, NoticeContact

#: So many of each kind are shown, and how many more there are.
MOST_SHOWN = 50


@dataclass(frozen=True)
class ShownStep:
    """One record: whose it is, and its fields as ``(label, was, becomes)``."""

    title: str
    fields: tuple


@dataclass(frozen=True)
class ShownKind:
    """The steps of one kind under their heading; ``more`` are not shown."""

    sign: str
    heading: str
    count: int
    steps: tuple
    is_change: bool

    @property
    def more(self):
        """How many are not shown."""
        return self.count - len(self.steps)


def shown_difference(found):
    """The ShownKinds of a ContactDifference, the empty ones left out."""
    labels = published_services()
    kinds = [
        (sign, heading, found.of_kind(model, is_new=is_new), not is_new)
        for sign, heading, model, is_new in (
            ("+", _("New customers"), Customer, True),
            ("~", _("Changed customers"), Customer, False),
            ("+", _("New addresses"), NoticeContact, True),
            ("~", _("Changed addresses"), NoticeContact, False),
        )
    ]
    shown = [
        ShownKind(sign, heading, len(steps), _shown_steps(steps, labels), is_change)
        for sign, heading, steps, is_change in kinds
    ]
    shown.append(_replaced(found))
    return [kind for kind in shown if kind.count]


def _replaced(found):
    steps = tuple(
        ShownStep(
            old.customer.name,
            ((_("address"), old.address, new.address),),
        )
        for old, new in found.replaced[:MOST_SHOWN]
    )
    return ShownKind("~", _("Replaced addresses"), len(found.replaced), steps, is_change=True)


def _shown_steps(steps, labels):
    return tuple(
        ShownStep(
            _title(step.record),
            tuple(
                (_label(step.record, name), _words(name, was, labels), _words(name, now, labels))
                for name, (was, now) in step.fields.items()
                if (name, step.is_new) != ("name", True)
            ),
        )
        for step in steps[:MOST_SHOWN]
    )


def _title(record):
    return record.name if isinstance(record, Customer) else record.customer.name


def _label(record, name):
    return str(record._meta.get_field(name).verbose_name)


def _words(name, value, labels):
    if name == "services":
        return ", ".join(labels.get(slug, slug) for slug in value.split()) or _("all services")
    if name == "promised_kind":
        return str(dict(Portal.NoticeKind.choices).get(value, ""))
    if isinstance(value, date):
        return wording.day(value)
    return "" if value is None else str(value)
