"""The public pages as a review would make them, on any day ahead; for staff only."""

from dataclasses import dataclass
from datetime import date

from django.contrib import admin
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from subprocessors import wording
from subprocessors.admin import namesakes, review_form
from subprocessors.admin.review import MAY_SEE, require_permission
from subprocessors.archive.days import day_in
from subprocessors.models.list_on_day import ListOnDay
from subprocessors.publishing import prepare
from subprocessors.publishing.sealing import unsaved_changes, unsaved_publication
from subprocessors.views.changes import version_page
from subprocessors.views.frame import Preview
from subprocessors.views.lists import list_page, row_page

#: Fields of the bar and the form that are no answers.
_OWN_FIELDS = frozenset({"on", "page", "csrfmiddlewaretoken", "publish", "use"})


@dataclass(frozen=True)
class PreviewControls:
    """What the bar above a preview holds: the review's answers, and where one can go."""

    answers: tuple
    rows: tuple
    first: date
    day: date
    page: str


@never_cache
@require_POST
def preview(request):
    """The list, a row or the log entry as they will be, on any day ahead; for staff only."""
    require_permission(request, MAY_SEE)
    draft = prepare(at=timezone.now(), decisions=review_form.decisions_in(request.POST))
    publication, document = unsaved_publication(draft)
    changes = tuple(unsaved_changes(draft, publication))
    day = max(_day(request.POST.get("on", ""), draft.on), draft.on)
    shown = ListOnDay(publication, document, day)
    notice = _("Not published yet. This is version %(number)s as it would be on %(day)s.")
    controls = PreviewControls(
        answers=tuple(
            (name, value)
            for name, values in request.POST.lists()
            if name not in _OWN_FIELDS
            for value in values
        ),
        rows=_rows_to_see(draft),
        first=draft.on,
        day=day,
        page=request.POST.get("page", "list"),
    )
    words = notice % {"number": draft.number, "day": wording.day(day)}
    response = _previewed(request, shown, Preview(words, changes, controls))
    response["Cache-Control"] = "no-store"
    return response


def _rows_to_see(draft):
    names = {row["slug"]: row["now"]["name"] for row in draft.rows}
    several = namesakes.repeated_names(names.values())
    return tuple(
        (slug, namesakes.name_with_slug(name, slug, several)) for slug, name in names.items()
    )


def _previewed(request, shown, bar):
    page = bar.controls.page
    if page == "list":
        return list_page(request, shown, preview=bar)
    if page == "entry":
        return version_page(request, shown, preview=bar)
    kind, _colon, slug = page.partition(":")
    if kind != "row" or slug not in shown.rows:
        raise Http404
    return row_page(request, shown, slug, preview=bar)


def _day(text, fallback):
    return day_in(text) or fallback


admin.site.add_page("review/preview/", preview, name="preview")
