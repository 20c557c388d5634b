"""For programs: list and changes as data, the calendar, the schemas, the checking script."""

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from subprocessors.exports import calendar, schemas, verify_script
from subprocessors.exports.feed_entries import UnknownService
from subprocessors.exports.in_markdown import (
    list_in_markdown,
    log_in_markdown,
    overview_in_markdown,
    version_in_markdown,
)
from subprocessors.exports.lists import list_data
from subprocessors.exports.portal import portal_data
from subprocessors.exports.spreadsheet import file_name, list_csv
from subprocessors.exports.stream import stream_data
from subprocessors.exports.workbook import WORKBOOK_TYPE, list_workbook
from subprocessors.front.asked_day import NOTHING_YET, NoSuchDay
from subprocessors.front.converters import number_in
from subprocessors.front.json_answers import json_answer
from subprocessors.front.no_answer import NothingThere, SenselessQuestion
from subprocessors.views.frame import framed

_SCRIPT = Path(verify_script.__file__)


def subprocessors_json(request, moment):
    """The list as JSON; ``?on=2026-12-03`` that of another day."""
    return json_answer(list_data(_shown(moment)))


def subprocessors_csv(request, moment):
    """The list as CSV; ``?on=2026-12-03`` that of another day."""
    shown = _shown(moment)
    response = HttpResponse(list_csv(shown), content_type="text/csv; charset=utf-8; header=present")
    return _as_file(response, file_name(shown, "csv"))


def subprocessors_xlsx(request, moment):
    """The list as an Excel workbook; ``?on=2026-12-03`` that of another day."""
    shown = _shown(moment)
    response = HttpResponse(list_workbook(shown), content_type=WORKBOOK_TYPE)
    return _as_file(response, file_name(shown, "xlsx"))


def _as_file(response, name):
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def subprocessors_md(request, moment):
    """The list as Markdown; ``?on=2026-12-03`` that of another day."""
    return _markdown(list_in_markdown(_shown(moment), is_of_day="on" in request.GET))


def changes_md(request, moment):
    """The newest part of the log as Markdown."""
    return _markdown(log_in_markdown(_shown(moment)))


def version_md(request, moment, number):
    """One version as Markdown."""
    return _markdown(version_in_markdown(moment.shown))


def _markdown(text):
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


def llms_txt(request, moment):
    """What there is to read here, for language models (https://llmstxt.org)."""
    return _markdown(overview_in_markdown(moment.shown))


def changes_json(request, moment):
    """Publications after the number ``?after=``, oldest first; with ``?on=``, up to that day."""
    shown, text = _shown(moment), request.GET.get("after", "0")
    after = 0 if text == "0" else number_in(text)
    if after is None:
        detail = f"after={text[:40]!r} is no number of a version. Write 0, or one such as 12."
        raise SenselessQuestion("no-number", detail)
    if after > shown.publication.number:
        newest = shown.publication.number
        detail = f"There is no version {after}: the newest is {newest}. Was the end cut off?"
        raise NothingThere("unknown-version", detail)
    return json_answer(stream_data(shown, after=after, on=request.GET.get("on")))


def deadlines_ics(request, moment):
    """Dates to come as a calendar; ``?service=`` holds what concerns one service."""
    try:
        found = calendar.deadlines(moment.shown, service=request.GET.get("service", ""))
    except UnknownService as error:
        raise NothingThere("unknown-service", str(error)) from error
    return HttpResponse(found, content_type=calendar.CONTENT_TYPE)


def portal(request, moment):
    """Where everything is."""
    return json_answer(portal_data(moment.shown))


def schema_json(request, moment, name):
    """The JSON Schema of what is served under this name."""
    try:
        return json_answer(schemas.schema(name), content_type=schemas.CONTENT_TYPE)
    except KeyError as error:
        raise NothingThere("unknown-schema", f"There is no schema {name!r}.") from error


def script(request, moment):
    """The script that checks the chain from outside, as it is."""
    return HttpResponse(_SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8")


def developers(request, moment):
    """How programs read the portal, with examples to copy."""
    fields = schemas.schema("subprocessors")["$defs"]["row"]["properties"]
    context = {
        "base": settings.PUBLIC_URL,
        "fields": [(name, said["description"]) for name, said in fields.items()],
        "schemas": [(name, reverse("schema", args=[name])) for name in schemas.NAMES],
    }
    frame = {"shown": moment.shown, "face": moment.face, "section": "follow"}
    return framed(request, "subprocessors/developers.html", context, **frame)


def _shown(moment):
    if moment.shown is None:
        raise NoSuchDay(NOTHING_YET, "")
    return moment.shown
