"""The log, one version, and the bytes that were hashed."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from subprocessors.exports.comparisons import comparison_data
from subprocessors.front.asked_day import NOTHING_YET, DayField, NoSuchDay
from subprocessors.front.converters import number_in
from subprocessors.front.json_answers import json_answer
from subprocessors.presenting.comparing import Comparison
from subprocessors.presenting.log_filters import count_changes, log_filters
from subprocessors.presenting.log_pages import log_page
from subprocessors.presenting.log_questions import LogQuestion
from subprocessors.presenting.versions import Version
from subprocessors.views.frame import framed


def log(request, moment):
    """What was published, newest first; ``?before=12`` goes on below version 12.

    ``?service=`` and ``?kind=`` leave those changes alone that they name.
    """
    before, shown = request.GET.get("before"), moment.shown
    if before is not None:
        before = number_in(before)
        if before is None or not shown or before > shown.publication.number:
            raise Http404
    frame = {"shown": shown, "face": moment.face, "section": "changes"}
    if shown is None:
        return framed(request, "changes/log.html", **frame)
    question = LogQuestion.of(request.GET, shown)
    parts = _parts_answering(question, shown, before)
    if before is not None and not (parts["page"].years or question.is_unknown):
        raise Http404
    context = {
        "before": before,
        "question": question,
        "asked": question.parts(shown),
        **parts,
    }
    return framed(request, "changes/log.html", context, **frame)


def _parts_answering(question, shown, before):
    """What a page of the log shows; made once for a list, unless nobody could answer the question.

    There is no end of such questions, and each would take the place of a page that is asked for.
    """

    def make():
        return {
            "page": log_page(shown, question, before=before),
            "filters": log_filters(shown, question),
            "count": count_changes(shown, question),
        }

    return make() if question.is_unknown else shown.once(("log", before, question), make)


def version(request, moment, number):
    """One publication: its changes, its facts, and how to check it."""
    return version_page(request, moment.shown, face=moment.face)


def bytes_of(request, moment, number):
    """Exactly what was hashed."""
    return HttpResponse(moment.shown.publication.snapshot.data, content_type="application/json")


def compare_days(request, moment):
    """What changed between two days: ``?from=2026-01-01&to=2026-12-31``."""
    comparison = _comparison(moment)
    first = moment.shown.publication.first_on
    last = None if moment.is_sealed else moment.today
    context = {
        "comparison": comparison,
        "as_data": f"{reverse('compare-data')}?from={comparison.before.iso_day}"
        f"&to={comparison.shown.iso_day}",
        "from_field": DayField(first, last, moment.before.day),
        "to_field": DayField(first, last, moment.shown.day),
        "is_unindexed": True,
    }
    frame = {"shown": moment.shown, "face": moment.face, "section": "changes"}
    return framed(request, "changes/compare.html", context, **frame)


def compare_days_json(request, moment):
    """The same as data."""
    return json_answer(comparison_data(_comparison(moment)))


def _comparison(moment):
    if moment.shown is None:
        raise NoSuchDay(NOTHING_YET, "")
    return Comparison(moment.before, moment.shown)


def version_page(request, shown, *, preview=None, face=None):
    """The page of the version that the ListOnDay ``shown`` is of; of none yet with ``preview``."""
    context = {"version": Version.of(shown, preview.changes if preview else None)}
    return framed(
        request,
        "changes/version.html",
        context,
        shown=shown,
        preview=preview,
        face=face,
        section="changes",
    )
