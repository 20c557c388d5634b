"""What the working list has that is not published, without drafting a publication."""

from dataclasses import dataclass, field
from datetime import date

from subprocessors.archive.freezing import edited_fields
from subprocessors.models.list_on_day import day_at, today_in_archive
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.publishing.desk_state import read_desk
from subprocessors.wording import value_words


@dataclass(frozen=True)
class Waiting:
    """How the desk differs from the newest publication, on the day ``on``.

    ``rows`` maps the slug of each differing row to its differing fields; ``held_back`` is
    how many of them are held back; ``published`` maps slugs to the published rows, settled,
    and ``published_words`` are the entries of the published vocabulary.
    """

    on: date
    rows: dict = field(default_factory=dict)
    held_back: int = 0
    published: dict = field(default_factory=dict)
    published_words: tuple = ()
    facts: bool = False
    vocabulary: bool = False

    @property
    def count(self):
        """How many things wait: rows, and one each for facts and vocabulary."""
        return len(self.rows) + self.facts + self.vocabulary

    def __bool__(self):
        return self.count > 0

    def words(self, name, value):
        """A published ``value`` of the field ``name`` as customers read it."""
        labels = {"service": {}, "category": {}}
        for entry in self.published_words:
            labels[entry["of"]][entry["slug"]] = entry["label"]
        names = {slug: row["now"]["name"] for slug, row in self.published.items()}
        return value_words(
            name, value, services=labels["service"], categories=labels["category"], names=names
        )


def today_on_desk(*, at):
    """The day it is at ``at``: that of the public list; before there is one, of the portal."""
    newest = Publication.objects.newest()
    return _day_on_desk(newest, None if newest else Portal.objects.first(), at)


def zone_on_desk():
    """The time zone of the newest publication, else of the portal; "UTC" before there is one."""
    newest = Publication.objects.newest() or Portal.objects.first()
    return newest.time_zone if newest else "UTC"


def _day_on_desk(newest, portal, at):
    if newest:
        return today_in_archive(at, time_zone=newest.time_zone, published_on=newest.published_on)
    return day_at(at, portal.time_zone if portal else "UTC")


def what_waits(*, at):
    """The Waiting at the instant ``at``. The number of queries does not grow with the list."""
    desk = read_desk()
    on = _day_on_desk(desk.base, desk.portal, at)
    published = desk.published_rows(on.isoformat())
    rows, held_back = {}, 0
    for row in desk.rows:
        before = published.get(row.slug)
        found = _edited(desk.values[row.slug], before)
        if found and not (before is None and row.withdrawn_on):
            rows[row.slug] = found
            held_back += row.held_back
    facts = vocabulary = False
    if desk.base and desk.portal:
        facts = desk.facts != desk.published("facts")
        vocabulary = desk.vocabulary(published.values()) != desk.published("vocabulary")
    words = tuple(desk.published("vocabulary"))
    return Waiting(on, rows, held_back, published, words, facts, vocabulary)


def _edited(values, published):
    if isinstance(values, ValueError):
        return ["name"]  # a text that cannot be frozen; the review says which
    return edited_fields(published, values)
