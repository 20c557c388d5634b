"""Dates to come as a calendar (iCalendar, RFC 5545), for ``/feeds/deadlines.ics``.

Every event lasts all day. A cancelled event stays in the file, marked so, because only then do
calendars that have it remove it. Nothing depends on when the file was asked for, except which
events are old enough to be left out.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration

from subprocessors import wording
from subprocessors.exports.events import CHANGES, ENDS, OBJECTIONS, STARTS
from subprocessors.exports.feed_entries import UnknownService, in_xml
from subprocessors.exports.row_events import events_of
from subprocessors.front.addresses import absolute
from subprocessors.models.publication import Change, Publication

CONTENT_TYPE = "text/calendar; charset=utf-8"
#: How long an event stays in the calendar after its day, or after its last change.
KEPT = timedelta(days=366)
_ASK_AGAIN_AFTER = timedelta(hours=12)
#: The days that the time zone of an empty calendar covers.
_LONG_AGO, _YEARS = date(1970, 1, 1), timedelta(days=3 * 366)
#: Long texts that no event shows.
_UNREAD = ("publication__title", "publication__note", "publication__internal_reason")
#: What the JSON of a change holds if it states a day or an announced value.
_STATES_A_DAY = ('"next"', '"effective_on"', '"ended_on"', '"withdrawn_on"')


def deadlines(shown, *, service=""):
    """The calendar of the newest list ``shown`` (None before there is one), in bytes.

    ``service`` (a slug) narrows it. One query. Raises UnknownService where no published row
    ever named the service.
    """
    changes = list(_changes(shown)) if shown else []
    if service and not _is_known(service, shown, changes):
        raise UnknownService(service)
    calendar = _calendar(shown, service)
    for event in events_of(changes):
        last = max(date.fromisoformat(event.day), event.last_change.publication.published_on)
        if last >= shown.day - KEPT and event.concerns(service):
            calendar.add_component(_component(event, shown))
    if not calendar.subcomponents:
        # Without any component it would be no calendar (RFC 5545, 3.6).
        calendar.add_component(_zone(shown))
    return calendar.to_ical()


def _is_known(service, shown, changes):
    named = (slug for change in changes for slug in change.service_slugs)
    return shown is not None and (service in shown.services or service in named)


def _changes(shown):
    """All changes of the rows that have an event in the calendar, oldest first.

    All of them, because the id of an event, or that it was cancelled, may come from an old one.
    """
    states_a_day, oldest = Q(objection_until_on__isnull=False), shown.day - KEPT
    for word in _STATES_A_DAY:
        states_a_day |= Q(as_text__contains=word)
    recent = (
        Q(effective_on__gte=oldest)
        | Q(objection_until_on__gte=oldest)
        | Q(publication__published_on__gte=oldest)
    )
    stating = Change.objects.alias(as_text=Cast("fields", TextField()))
    stating = stating.filter(states_a_day, reissues=None)
    stating = stating.filter(publication__lte=shown.publication.number)
    found = stating.filter(slug__in=stating.filter(recent).values("slug"))
    found = found.select_related("publication").defer(*_UNREAD)
    return found.order_by("publication_id", "position")


def _calendar(shown, service):
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//Trust portal//Sub-processors//{get_language().upper()}")
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, in_xml(_title(shown, service)))
    calendar.add("url", absolute("list"))
    calendar.add("refresh-interval", vDuration(_ASK_AGAIN_AFTER), {"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_ASK_AGAIN_AFTER))
    if shown:
        publication = shown.publication
        calendar.add(
            "description",
            _("As of version %(number)d, published on %(day)s. Fingerprint: %(digest)s")
            % {
                "number": publication.number,
                "day": wording.day(publication.published_on),
                "digest": publication.digest,
            },
        )
        calendar.add("x-wr-timezone", publication.time_zone)
    return calendar


def _title(shown, service):
    organisation = shown.facts.get("organisation") if shown else None
    title = _("Sub-processors: upcoming dates")
    if organisation:
        title = _("%(organisation)s: sub-processors, upcoming dates") % {
            "organisation": organisation
        }
    if not service:
        return title
    label = shown.services.get(service, service)
    return _("%(title)s (%(service)s)") % {"title": title, "service": label}


def _zone(shown):
    """The zone by whose clock the days begin."""
    name = shown.publication.time_zone if shown else "UTC"
    start = shown.publication.published_on if shown else _LONG_AGO
    return Timezone.from_tzinfo(ZoneInfo(name), name, start, start + _YEARS)


def _component(event, shown):
    publication, day = event.last_change.publication, date.fromisoformat(event.day)
    component = Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("dtstart", day)
    if day < date.max:
        component.add("dtend", day + timedelta(days=1))
    component.add("created", _second(event.created_at))
    # Without METHOD, DTSTAMP says when this was last revised (RFC 5545, 3.8.7.2).
    for name in ("dtstamp", "last-modified"):
        component.add(name, _second(event.updated_at))
    component.add("summary", in_xml(_summary(event, shown)))
    component.add("description", in_xml(_description(event, shown)))
    component.add("url", absolute("version", publication.number))
    component.add("class", "PUBLIC")
    component.add("transp", "TRANSPARENT")
    return component


def _object_by(event, shown):
    """Until when and where to object, in an event that is to come."""
    change, publication = event.last_change, event.last_change.publication
    if event.is_cancelled or change.objection_until_on is None:
        return ""
    return wording.object_by(change.objection_until_on, publication.time_zone, shown.facts)


def _second(at):
    return datetime.fromtimestamp(int(at.timestamp()), ZoneInfo("UTC"))


def _summary(event, shown):
    words = {
        "name": wording.shortened(event.last_change.name or event.last_change.slug, 80),
        "what": wording.named_fields(sorted(event.fields)),
    }
    text = _SUMMARIES[event.kind] % words
    if event.kind == OBJECTIONS:
        text = _until_when(event, shown) % words
    elif _needs_approval(event, shown):
        text = _("%(text)s, subject to your approval") % {"text": text}
    if not event.is_cancelled:
        return text
    off = (
        _("No longer asked: %(text)s")
        if event.kind == OBJECTIONS
        else _("Will not happen: %(text)s")
    )
    return off % {"text": text}


_SUMMARIES = {
    STARTS: gettext_lazy("Sub-processor starts: %(name)s"),
    CHANGES: gettext_lazy("Sub-processor changes: %(name)s (%(what)s)"),
    ENDS: gettext_lazy("Last day of sub-processor: %(name)s"),
    OBJECTIONS: "",
}


def _until_when(event, shown):
    """What is done by the end of the day: customers object; or, by some contracts, they approve."""
    is_new = _is_of_a_start(event)
    if wording.asks_for_approval(shown.facts):
        if is_new:
            return _("Last day to approve or refuse a new sub-processor: %(name)s")
        return _("Last day to approve or refuse a change of a sub-processor: %(name)s (%(what)s)")
    if is_new:
        return _("Last day to object to a new sub-processor: %(name)s")
    return _("Last day to object to a change of a sub-processor: %(name)s (%(what)s)")


def _is_of_a_start(event):
    """Whether customers object to a new sub-processor, be it that its start was moved since."""
    start = event.fields.get("effective_on")
    return bool(start) and ("before" not in start or start["after"]["now"] > event.day)


def _needs_approval(event, shown):
    """Whether what is to come depends on each customer's approval; silence gives none."""
    has_asked = event.last_change.objection_until_on is not None
    return has_asked and event.kind != ENDS and wording.asks_for_approval(shown.facts)


def _description(event, shown):
    change, publication = event.last_change, event.last_change.publication
    context = wording.SentenceContext(
        on=publication.published_on.isoformat(),
        is_correction=publication.corrects_id is not None,
        is_quiet=publication.kind in (Publication.Kind.OPENING, Publication.Kind.IMPORTED),
        names={slug: row["now"].get("name", slug) for slug, row in shown.rows.items()},
        starts={change.slug: event.day} if event.kind == STARTS else {},
        services=shown.services,
        categories=shown.categories,
    )
    lines = (
        wording.change_sentence(change.part, change.name or change.slug, context=context),
        change.short_notice and wording.short_notice_words(change.short_notice),
        _object_by(event, shown),
        _("Version %(number)d: %(address)s")
        % {"number": publication.number, "address": absolute("version", publication.number)},
        _("Fingerprint: %(digest)s") % {"digest": publication.digest},
    )
    return "\n".join(line for line in lines if line)
