"""Review and publish: the way from the working list into public view."""

from dataclasses import dataclass
from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from subprocessors import wording
from subprocessors.admin import namesakes, review_blocks, review_consequences, review_form
from subprocessors.admin.kept_answers import forget_answers, keep_answers, kept_answers
from subprocessors.admin.review_checks import review_checks
from subprocessors.models.list_on_day import ListOnDay
from subprocessors.models.publication import Change, Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import (
    NothingToPublish,
    NotPublishable,
    ReviewOutdated,
    prepare,
    publish,
)
from subprocessors.publishing.desk_state import read_desk
from subprocessors.publishing.notice_gate import SHORT_NOTICE_LACKS
from subprocessors.publishing.offers import take_offer
from subprocessors.publishing.sealing import (
    title_of_draft,
    unsaved_changes,
    unsaved_publication,
)
from subprocessors.views.changes import version_page
from subprocessors.views.frame import Preview
from subprocessors.views.lists import list_page, row_page

MAY_PUBLISH = "subprocessors.publish_publication"
MAY_EDIT = "subprocessors.change_subprocessor"
MAY_SEE = "subprocessors.view_subprocessor"
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
@require_http_methods(["GET", "HEAD", "POST"])
def review(request):
    """The review page; by POST with ``publish``, the button at its foot."""
    _require(request, MAY_SEE)
    if "forget" in request.POST:
        forget_answers(request)
        return redirect(_address(request.POST))
    try:
        if request.method != "POST":
            return _opened(request, at=timezone.now())
        decisions = review_form.decisions_in(request.POST)
        if "publish" in request.POST:
            _require(request, MAY_PUBLISH)
            return _published(request, decisions)
        keep_answers(request, at=timezone.now())
        draft = prepare(at=timezone.now(), decisions=decisions)
        return _page(request, _offer_taken(request, draft) if "use" in request.POST else draft)
    except NotPublishable as refusal:  # there is no portal
        messages.error(request, str(refusal))
        return redirect("admin:index")


def _opened(request, *, at):
    """The review as it is first opened, with the answers kept when it was left."""
    desk = read_desk()
    kept = kept_answers(request, at=at, base=desk.base and desk.base.number)
    decisions = review_form.decisions_in(request.GET if kept is None else kept)
    draft = prepare(at=at, decisions=decisions, desk=desk)
    return _page(request, draft, is_kept=kept is not None, is_sample=desk.portal.is_sample)


def _address(data):
    """The address of a review of the same kind."""
    kind = {name: data[name] for name in ("corrects", "review", "again") if data.get(name)}
    return f"{reverse('admin:review')}{'?' if kind else ''}{urlencode(kind)}"


@never_cache
@require_POST
def keep(request):
    """Keeps the answers of a review that is left."""
    _require(request, MAY_SEE)
    keep_answers(request, at=timezone.now())
    return HttpResponse(status=204)


def _require(request, permission):
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _offer_taken(request, draft):
    """The draft with the day that was offered wherever it is needed, some on the working list."""
    _require(request, MAY_EDIT)
    day = request.POST["use"]
    try:
        decisions = take_offer(draft, day, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return draft
    taken = prepare(at=timezone.now(), decisions=decisions)
    if any(problem.offer == day for problem in draft.problems):
        said = _("%(day)s is filled in wherever it is needed. Nothing is published yet.")
        messages.success(request, said % {"day": wording.day(day)})
    return taken


def _published(request, decisions):
    """Leads to the new version; shows the review again where something is in the way."""
    seen = request.POST.get("seen", "").split()
    try:
        publication = publish(by=request.user, decisions=decisions, seen=seen)
    except ReviewOutdated as refusal:
        keep_answers(request, at=timezone.now())
        messages.warning(request, _what_happened(request, refusal.draft))
        return _page(request, refusal.draft)
    except NotPublishable as refusal:
        if refusal.draft is None:
            raise
        keep_answers(request, at=timezone.now())
        messages.error(request, _("Not published yet: something is to be decided first."))
        return _page(request, refusal.draft)
    except NothingToPublish as refusal:
        messages.info(request, _("Nothing to publish: the list is as published."))
        return _page(request, refusal.draft)
    forget_answers(request)
    said = _("Version %(number)s is published.") % {"number": publication.number}
    messages.success(request, said)
    return redirect("admin:subprocessors_publication_change", publication.number)


def _what_happened(request, draft):
    base = draft.base
    if base is not None and request.POST.get("base") != str(base.number):
        words = _(
            "Not published: %(by)s published version %(number)s meanwhile, on %(at)s. Below is"
            " what is left against it."
        )
        by = base.by_name or _("somebody")
        at = wording.day_and_time(base.published_at, base.time_zone)
        return words % {"by": by, "number": base.number, "at": at}
    return _(
        "Not published yet: what you reviewed has changed since it was shown, by your answers or"
        " by an edit. Below is what customers would read now; press the button again to publish"
        " it."
    )


def _page(request, draft, *, is_kept=False, **more):
    sentences = review_blocks.sentence_context(draft)
    shown, left_out = review_blocks.row_blocks(draft, sentences)
    proposed = title_of_draft(draft)
    announced = _announced(draft, sentences)
    context = {
        **admin.site.each_context(request),
        "title": _("Review and publish"),
        "draft": draft,
        "seen": " ".join(sorted(draft.reviewed_digests)),
        "blocks": shown,
        "left_out": left_out,
        "announced": announced,
        "opens_announced": _is_decided_or_refused(draft, announced),
        "row_query": review_form.row_query(draft.decisions.corrects),
        "is_kept": is_kept,
        "is_empty": draft.is_empty and not draft.problems,
        "facts": review_blocks.facts_differences(draft),
        "facts_edits": review_blocks.facts_edits(draft),
        "first_facts": review_blocks.facts_of_opening(draft),
        "consequences": review_consequences.consequences(draft),
        "rule": review_consequences.rule_sentence(draft),
        "checks": review_checks(draft, review_consequences.warnings(draft)),
        "again": review_blocks.reissued_as_read(draft),
        "short_codes": SHORT_NOTICE_LACKS,
        "short_reasons": [*wording.SHORT_NOTICE_LABELS.items()],
        "proposed": proposed,
        "title_text": draft.decisions.title or proposed,
        "may_publish": request.user.has_perm(MAY_PUBLISH),
        "corrected": _corrected(draft.decisions.corrects),
        "rows_to_correct": _rows_to_correct(draft),
    }
    return TemplateResponse(request, "admin/subprocessors/review.html", context | more)


def _announced(draft, sentences):
    is_review = draft.decisions.is_review
    return [] if is_review else review_blocks.announcements_of_other_rows(draft, sentences)


def _is_decided_or_refused(draft, announced):
    """Whether something was decided of announcements of other rows, or stands in their way."""
    slugs = {slug for _name, slug, _pending in announced}
    decided = {slug for slug, _field in (*draft.decisions.moved, *draft.decisions.dropped)}
    return bool(slugs & (decided | {problem.slug for problem in draft.problems}))


def _corrected(number):
    return None if number is None else Publication.objects.filter(number=number).first()


def _rows_to_correct(draft):
    """The rows of the version to correct, where nothing of it is corrected yet."""
    if not any(problem.code == "nothing_corrected" for problem in draft.problems):
        return []
    touched = Change.objects.filter(publication=draft.decisions.corrects).values("slug")
    return Subprocessor.objects.filter(slug__in=touched)


@never_cache
@require_POST
def preview(request):
    """The list, a row or the log entry as they will be, on any day ahead; for staff only."""
    _require(request, MAY_SEE)
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
    try:
        return date.fromisoformat(text)
    except ValueError:
        return fallback


admin.site.add_page("review/", review, name="review")
admin.site.add_page("review/keep/", keep, name="review_keep")
admin.site.add_page("review/preview/", preview, name="preview")
