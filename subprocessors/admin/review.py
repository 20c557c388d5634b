"""Review and publish: the way from the working list into public view."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from subprocessors import wording
from subprocessors.admin import review_form
from subprocessors.admin.kept_answers import forget_answers, keep_answers, kept_answers
from subprocessors.admin.review_page import MAY_PUBLISH, review_page
from subprocessors.admin.review_promises import promise_offers
from subprocessors.admin.review_recipients import UNTOLD, must_type, notified_counts
from subprocessors.admin.site import mail_of
from subprocessors.archive.days import day_in
from subprocessors.publishing import (
    NothingToPublish,
    NotPublishable,
    ReviewOutdated,
    prepare,
    publish,
)
from subprocessors.publishing.desk_state import read_desk
from subprocessors.publishing.offers import take_offer

MAY_EDIT = "subprocessors.change_subprocessor"
MAY_SEE = "subprocessors.view_subprocessor"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request):
    """The review page; by POST with ``publish``, the button at its foot."""
    require_permission(request, MAY_SEE)
    if "forget" in request.POST:
        forget_answers(request)
        return redirect(_address(request.POST))
    try:
        if request.method != "POST":
            return _opened(request, at=timezone.now())
        decisions = review_form.decisions_in(request.POST)
        if "publish" in request.POST:
            require_permission(request, MAY_PUBLISH)
            return _published(request, decisions)
        keep_answers(request, at=timezone.now())
        draft = prepare(at=timezone.now(), decisions=decisions)
        if "use" in request.POST:
            draft = _offer_taken(request, draft)
        return review_page(request, draft)
    except NotPublishable as refusal:  # there is no portal
        messages.error(request, str(refusal))
        return redirect("admin:index")


def _opened(request, *, at):
    """The review as it is first opened, with the answers kept when it was left."""
    desk = read_desk()
    kept = kept_answers(request, at=at, base=desk.base and desk.base.number)
    decisions = review_form.decisions_in(request.GET if kept is None else kept)
    draft = prepare(at=at, decisions=decisions, desk=desk)
    return review_page(request, draft, is_kept=kept is not None, is_sample=desk.portal.is_sample)


def _address(data):
    """The address of a review of the same kind."""
    kind = {name: data[name] for name in ("corrects", "review", "again") if data.get(name)}
    return f"{reverse('admin:review')}{'?' if kind else ''}{urlencode(kind)}"


@never_cache
@require_POST
def keep(request):
    """Keeps the answers of a review that is left."""
    require_permission(request, MAY_SEE)
    keep_answers(request, at=timezone.now())
    return HttpResponse(status=204)


def require_permission(request, permission):
    """Raises PermissionDenied unless the user has the permission."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _offer_taken(request, draft):
    """The draft with the day that was offered wherever it is needed, some on the working list."""
    require_permission(request, MAY_EDIT)
    day, promised = request.POST["use"], promise_offers(draft)
    try:
        decisions = take_offer(draft, day, by=request.user, others=promised)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return draft
    offered = {problem.offer for problem in (*draft.problems, *promised)} - {""}
    if day in offered:
        said = _("%(day)s is filled in wherever it is needed. Nothing is published yet.")
        messages.success(request, said % {"day": wording.day(day)})
    elif offered and day_in(day):
        said = _(
            "%(day)s would be too early by now, so nothing is filled in. The days that would do"
            " now stand below."
        )
        messages.warning(request, said % {"day": wording.day(day)})
    return prepare(at=timezone.now(), decisions=decisions)


def _published(request, decisions):
    """Leads to the new version; shows the review again where something is in the way."""
    seen = request.POST.get("seen", "").split()
    draft = _untyped(request, decisions)
    if draft is not None:
        keep_answers(request, at=timezone.now())
        said = _("Not published yet: type how many addresses will not be notified.")
        messages.error(request, said)
        return review_page(request, draft)
    try:
        publication = publish(by=request.user, decisions=decisions, seen=seen)
    except ReviewOutdated as refusal:
        keep_answers(request, at=timezone.now())
        messages.warning(request, _what_happened(request, refusal.draft))
        return review_page(request, refusal.draft)
    except NotPublishable as refusal:
        if refusal.draft is None:
            raise
        keep_answers(request, at=timezone.now())
        messages.error(request, _("Not published yet: something is to be decided first."))
        return review_page(request, refusal.draft)
    except NothingToPublish as refusal:
        messages.info(request, _("Nothing to publish: the list is as published."))
        return review_page(request, refusal.draft)
    forget_answers(request)
    said = _("Version %(number)s is published.") % {"number": publication.number}
    messages.success(request, said)
    return redirect("admin:subprocessors_publication_change", publication.number)


def _untyped(request, decisions):
    """The draft where no mail is set and nobody typed how many will not be told; else None."""
    mail = mail_of(request)
    if settings.EMAIL_SERVER or not mail.has_recipients:
        return None
    draft = prepare(at=timezone.now(), decisions=decisions)
    count = must_type(notified_counts(draft, mail))
    return draft if count and request.POST.get(UNTOLD, "").strip() != str(count) else None


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
        "Not published yet: what you reviewed has changed since it was shown, by your answers, by"
        " an edit or because another day has begun. Below is what customers would read now; press"
        " the button again to publish it."
    )


admin.site.add_page("review/", review, name="review")
admin.site.add_page("review/keep/", keep, name="review_keep")
