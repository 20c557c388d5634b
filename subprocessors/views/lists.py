"""The table of sub-processors, and the page of one. Read from the archive alone."""

from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import redirect

from subprocessors.archive.days import day_in
from subprocessors.front.asked_day import NO_DAY, DayField, NoSuchDay, StandingDay
from subprocessors.front.converters import number_in
from subprocessors.front.gone_addresses import GoneAddress
from subprocessors.models.publication import Change, Publication, Redaction
from subprocessors.presenting import announcements, questions, tables
from subprocessors.presenting.listed_days import last_listed, left_out, listed_days, listed_since
from subprocessors.presenting.open_notices import OpenNotices
from subprocessors.presenting.row_history import RowHistory
from subprocessors.presenting.row_life import row_life
from subprocessors.presenting.rows import RowPage
from subprocessors.presenting.table_filters import table_filters
from subprocessors.views.frame import framed


def table(request, moment):
    """The list as it stands today."""
    if moment.shown is None:
        return framed(request, "subprocessors/nothing_yet.html", face=moment.face, section="list")
    return list_page(request, moment.shown, face=moment.face)


def on_day(request, moment, day):
    """The list as it was shown at the end of ``day``."""
    day = StandingDay.of(moment.shown, moment.today)
    return list_page(request, moment.shown, face=moment.face, day=day)


def ask_day(request):
    """Leads from the field for a day to the address of that day; from an empty one to today."""
    text = request.GET.get("day", "").strip()
    if not text:
        return redirect("list")
    if day_in(text) is None:
        raise NoSuchDay(NO_DAY, text)
    return redirect("on-day", text)


def row(request, moment, slug):
    """One sub-processor, as it stands today."""
    if moment.shown is None:
        raise Http404
    return row_page(request, moment.shown, slug, face=moment.face)


def list_page(request, shown, *, preview=None, face=None, day=None):
    """The page of the ListOnDay ``shown``; with a Preview, of one not published yet.

    With a StandingDay, the page is about that day and says so; without, it is about now.
    400 for a question that cannot be put to it.
    """
    try:
        question = questions.Question.of(request.GET, shown)
    except questions.NotAsked as error:
        raise BadRequest("Bad Request") from error
    whole = whole_page(shown, preview)
    parts = parts_answering(question, whole, shown)
    context = {
        "question": question,
        "asked": question.parts(shown),
        "filters": table_filters(shown, question, is_whole=parts["table"] is whole["table"]),
        "ended": whole["ended"].answering(question, shown),
        "day": day,
        "day_field": None if preview else _day_field(shown, day),
        "is_unindexed": day is not None or bool(question.unknown),
        **parts,
    }
    frame = {"shown": shown, "preview": preview, "face": face, "section": "list"}
    return framed(request, "subprocessors/list.html", context, **frame)


def whole_page(shown, preview=None):
    """What a page of the list shows where nothing was asked; made once for a list."""
    return shown.once("whole page", lambda: _whole_page(shown, preview))


def parts_answering(question, whole, shown):
    """What is left of a whole page for a Question: its answer, what is coming, its table."""
    return {
        "table": whole["table"].answering(question, shown),
        "coming": _among(whole["coming"], question, shown),
        **whole["standing"],
        **_of_service(shown, whole, question),
    }


def _whole_page(shown, preview):
    notices = OpenNotices.of(shown, unsaved=preview.changes if preview else ())
    everything = questions.Question()
    since, gone = _since(shown, preview), left_out(shown)
    return {
        "table": tables.live_table(shown, everything, since=since, notices=notices),
        "ended": tables.ended_table(shown, everything, left_out=gone),
        "notices": notices,
        "standing": standing_context(shown, notices=notices, preview=preview),
        "coming": coming_with_notices(shown, notices),
    }


def _among(coming, question, shown):
    """What is ``coming`` of the rows that answer ``question``."""
    return question.matching(coming, shown, row_of=lambda one: one[0].row)


def _of_service(shown, whole, question):
    """The list for one service of the company answers for that service; else nothing."""
    if not question.service or question.unknown:
        return {}
    return shown.once(
        ("service", question.service), lambda: _answer_of_service(shown, whole, question)
    )


def _answer_of_service(shown, whole, question):
    only = questions.Question(service=question.service)
    of_it = only.matching(shown.rows.values(), shown, row_of=lambda row: row)
    answer = announcements.answer(
        *(only.count(rows, shown) for rows in (shown.current, shown.upcoming)),
        [one for one, *_notice in _among(whole["coming"], only, shown)],
        whole["notices"].answer({row["slug"] for row in of_it}),
    )
    return {"service_label": shown.services[question.service], "answer": answer}


def _since(shown, preview):
    """Since when the rows in use are on the list that state no start themselves, by slug."""
    slugs = {row["slug"] for row in shown.current if "effective_on" not in row["now"]}
    return listed_since(slugs, shown, unsaved=preview.changes if preview else ())


def _day_field(shown, day):
    first = shown.publication.first_on
    if day is None:
        return DayField(first, shown.day)
    return DayField(first, None if day.is_past else day.today, day.day)


def coming_with_notices(shown, notices):
    """What is about to change: ``(Announcement, its Change, until when to object, why short)``."""
    return [(one, *notices.notice_of(one)) for one in announcements.announcements(shown, notices)]


def standing_context(shown, *, notices, preview=None):
    """The answer, and when the list was last changed and last checked. One query."""
    return {
        "answer": announcements.answer(
            len(shown.current),
            len(shown.upcoming),
            announcements.announcements(shown, notices),
            notices.answer(),
        ),
        "last_changed": last_changed(shown, preview=preview),
        "checked": shown.publication,
    }


def last_changed(shown, *, preview=None):
    """The newest publication up to that of the ListOnDay ``shown`` that changed what it says.

    That is a row, a fact or a word; a correction may have put right a title or a note alone.
    None where the list was opened without a row. At most one query, and two for each
    correction of no row.
    """
    publication = shown.publication
    if publication.kind == Publication.Kind.CHANGE or (preview and preview.changes):
        return publication
    if preview and _states_anew(publication.number, shown.document):
        return publication
    changed = Exists(Change.objects.filter(publication=OuterRef("pk")))
    kinds = (Publication.Kind.CHANGE, Publication.Kind.CORRECTION)
    likely = Publication.objects.filter(number__lte=publication.number).annotate(changed=changed)
    likely = likely.filter(Q(kind__in=kinds) | Q(changed=True))
    found = likely.newest()
    while found is not None and not _changed_something(found):
        found = likely.filter(number__lt=found.number).newest()
    return found


def _changed_something(publication):
    if publication.changed or publication.kind == Publication.Kind.CHANGE:
        return True
    return _states_anew(publication.number, publication.snapshot.document)


def _states_anew(number, document):
    """Whether the version ``number`` has other facts or words than the one before it."""
    before = Publication.objects.select_related("snapshot").filter(number=number - 1).first()
    if before is None:
        return False
    old, new = before.snapshot.document["head"], document["head"]
    return (old["facts"], old["vocabulary"]) != (new["facts"], new["vocabulary"])


def _not_there(slug):
    redaction = Redaction.of_address(slug)
    return Http404() if redaction is None else GoneAddress(redaction)


def row_page(request, shown, slug, *, preview=None, face=None):
    """The page of one row of ``shown``, withdrawn and ended ones too; 404 for an unknown slug.

    A row that an import took out keeps its address, its history and what it last said.
    ``?before=12`` goes on below version 12 with a history of many changes.
    """
    before = request.GET.get("before")
    if before is not None:
        before = number_in(before)
        if before is None:
            raise Http404
    unsaved = preview.changes if preview else ()
    history = RowHistory.of(slug, shown, unsaved=unsaved, before=before)
    last = None if slug in shown.rows else last_listed(slug, shown)
    if not history.lines and (before or slug not in shown.rows):
        raise _not_there(slug)
    notices = OpenNotices(shown, tuple(line.change for line in history.lines), is_long=True)
    if before or history.older:
        since = listed_since({slug}, shown, unsaved=unsaved)
    else:
        since = listed_days(line.change for line in reversed(history.lines))
    page = RowPage(slug, shown, last, since.get(slug), notices)
    context = {
        "page": page,
        "history": history,
        "life": row_life(page, history, is_first=not before),
        "before": before,
    }
    frame = {"shown": shown, "preview": preview, "face": face, "section": "list"}
    return framed(request, "subprocessors/row.html", context, **frame)
