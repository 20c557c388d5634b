"""A portal with people in it, for tests that tell what happens on the desk."""

from datetime import UTC, date, datetime

from django.contrib.auth.models import Group, User

from subprocessors.archive.fields import DAY, of_kind
from subprocessors.models.portal import Portal
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import editing

#: A Monday morning in Berlin; the day ARCHIVE's examples are told on.
TOLD_AT = datetime(2026, 11, 2, 8, 14, tzinfo=UTC)


def at(day, hour=9):
    """The instant of this hour (UTC) on an ISO day."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=hour)


def make_portal(**values):
    """The portal's row, without a rule of notice unless said otherwise."""
    defaults = {
        "organisation": "Example Cloud",
        "time_zone": "Europe/Berlin",
        "contact_email": "privacy@example.com",
    }
    return Portal.objects.create(pk=1, **{**defaults, **values})


def make_person(name, role=None):
    """Somebody who may sign in to the desk, in the group ``role`` if given."""
    person = User.objects.create_user(name, password="a long enough one", is_staff=True)
    if role:
        person.groups.add(Group.objects.get(name=role))
    return person


def add_row(name, *, by=None, services=(), **values):
    """A row of the working list; days may be ISO text."""
    row = Subprocessor(name=name, **{field: _plain(field, values[field]) for field in values})
    editing.save(row, by=by, services=list(services))
    return row


def _plain(field, value):
    is_day = field in of_kind(DAY) and isinstance(value, str)
    return date.fromisoformat(value) if is_day else value


def edit_row(row, *, by=None, reason="", services=None, **values):
    """Edits a row as the desk does, and gives it."""
    for field, value in values.items():
        setattr(row, field, _plain(field, value))
    editing.save(row, by=by, reason=reason, services=services)
    return row
