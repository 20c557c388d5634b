"""What a notice says, in pieces: made from a sealed publication and its changes."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.archive.digests import values_of
from subprocessors.archive.fields import LIFECYCLE_FIELDS
from subprocessors.front.addresses import absolute
from subprocessors.front.face import current_face
from subprocessors.models.list_on_day import list_on
from subprocessors.notifying.composing import flattened
from subprocessors.presenting.log import log_entry
from subprocessors.wording.field_changes import in_reading_order

_LONGEST_NAME = 80


@dataclass(frozen=True)
class ChangeInNotice:
    """One change as a notice tells it: a LogEntry's ``line``, and ``beside``, what else the list
    states of the row now, as (label, text). ``has_form`` says that one may object on a page."""

    line: object
    beside: tuple
    facts: dict
    has_form: bool = False

    @property
    def texts(self):
        """Was and Is now as plain text: (label, [(words, text), ...])."""
        return [(found.label, list(_sides(found))) for found in self.line.differences]

    @property
    def holds_from(self):
        """From which day it holds, in two pieces: (label, words); of an end the last day."""
        if self.line.last_day:
            return _("Last day:"), wording.day(self.line.last_day)
        return _("Takes effect:"), wording.day(self.line.change.effective_on)

    @property
    def concerns(self):
        """The company's services that it concerns, in words."""
        labels, slugs = self.line.context.services, self.line.change.service_slugs
        if not slugs:
            return _("all services")
        return wording.and_list(labels.get(slug, slug) for slug in slugs)

    @property
    def object_by(self):
        """Until when and where to object; "" where no period is owed."""
        change = self.line.change
        if change.objection_until_on is None:
            return ""
        zone = self.line.publication.time_zone
        return wording.object_by(change.objection_until_on, zone, self.facts)

    @property
    def objection_page(self):
        """Where to object to it by a form; "" where there is none, or no period is owed."""
        change = self.line.change
        if not self.has_form or change.objection_until_on is None:
            return ""
        return f"{absolute('object', change.publication_id)}?change={change.position}"

    @property
    def objection(self):
        """The same in two pieces, for a table: (label, words)."""
        change, zone = self.line.change, self.line.publication.time_zone
        until = wording.objection_deadline(change.objection_until_on, zone, self.facts)
        return wording.objection_label(self.facts), until

    @property
    def short_notice(self):
        """Why its notice is short; "" where it is not."""
        found = self.line.change.short_notice
        return wording.short_notice_words(found) if found else ""


def _sides(difference):
    before = _("Until then") if difference.day else _("Was")
    after = _("From then on") if difference.day else _("Is now")
    yield before, wording.without_marks(difference.was)
    if difference.pending:
        yield _("Announced before"), wording.without_marks(difference.pending)
    yield after, wording.without_marks(difference.now)


@dataclass(frozen=True)
class NoticeContent:
    """A notice of ``publication`` to one audience: ``changes`` are ChangeInNotice objects."""

    publication: object
    organisation: str
    facts: dict
    changes: tuple
    can_leave: bool = False
    is_draft: bool = False

    def telling(self, positions, *, can_leave):
        """The same of the changes at ``positions`` (None: of all), to who ``can_leave`` or not."""
        found = self.changes
        if positions is not None:
            found = tuple(one for one in found if one.line.change.position in positions)
        return replace(self, changes=found, can_leave=can_leave)

    @property
    def subject(self):
        """The facts in one line: who, from when, object until when."""
        titles = [_title(one.line) for one in self.changes]
        said = wording.joined_title(titles, len(titles)) or str(self.publication)
        words = {"organisation": self.organisation, "what": said}
        untils = [one.line.change.objection_until_on for one in self.changes]
        untils = sorted(until for until in untils if until)
        if not untils:
            return flattened(_("%(organisation)s: %(what)s") % words)
        words["day"] = wording.day(untils[0])
        if self.facts.get("authorisation") == "specific":
            return flattened(_("%(organisation)s: %(what)s; approval needed by %(day)s") % words)
        return flattened(_("%(organisation)s: %(what)s; object by %(day)s") % words)

    @property
    def published(self):
        """When it was published, in words; that it is not yet."""
        if self.is_draft:
            return _("as soon as the button is pressed")
        return wording.day_and_time(self.publication.published_at, self.publication.time_zone)

    @property
    def fingerprint(self):
        """All 64 digits of the version's digest; that there are none yet."""
        return _("known once it is published") if self.is_draft else self.publication.digest

    @property
    def address(self):
        """Where the version stands for good."""
        return absolute("version", self.publication.number)

    @property
    def list_address(self):
        """Where the list stands."""
        return absolute("list")

    @property
    def home(self):
        """The portal's public address."""
        return settings.PUBLIC_URL

    @property
    def rule(self):
        """The rule of notice in a line; "" where there is none."""
        return wording.rule_words(self.facts)


def _title(line):
    """What a change says in the subject: of an addition that is ahead, who, where and from when."""
    change = line.change
    is_ahead = change.effective_on > line.publication.published_on
    if change.kind != change.Kind.ADDED or not is_ahead:
        return line.title
    stated = {field: sides.get("after", {}).get("now") for field, sides in change.fields.items()}
    words = {"name": wording.shortened(change.name, _LONGEST_NAME)}
    words["day"] = wording.day(change.effective_on)
    places = stated.get("places")
    if not places:
        return _("%(name)s from %(day)s") % words
    words["where"] = wording.shortened(line.context.words("places", places), _LONGEST_NAME)
    return _("%(name)s (%(where)s) from %(day)s") % words


def notice_content(publication, changes, *, is_draft=False):
    """The NoticeContent of ``changes`` (of one publication, in order, saved or not).

    ``publication`` has its snapshot. At most two queries.
    """
    shown = list_on(publication, publication.published_on)
    entry = log_entry(
        publication, changes, services=shown.services, categories=shown.categories, redactions=()
    )
    rows = {row["slug"]: row for row in values_of(shown.document, "rows")}
    has_form = bool(current_face().privacy_notice)
    found = tuple(
        ChangeInNotice(
            line, tuple(_beside(line, rows.get(line.change.slug))), shown.facts, has_form
        )
        for line in entry.lines
    )
    return NoticeContent(
        publication=publication,
        organisation=shown.facts.get("organisation", ""),
        facts=shown.facts,
        changes=found,
        is_draft=is_draft,
    )


def _beside(line, row):
    """What the list says of the row of a change beside the change itself."""
    if row is None:
        return
    said = {"name", "former_names", *LIFECYCLE_FIELDS, *line.change.fields}
    for field in in_reading_order(row["now"]):
        if field not in said:
            yield wording.field_label(field), line.context.words(field, row["now"][field])
