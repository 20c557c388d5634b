"""Objections on the page of a version: how many are open, and those whose plan it drops."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from subprocessors.admin.objection_acts import face_of_mails, seen_in
from subprocessors.admin.review import require_permission
from subprocessors.models.publication import Publication
from subprocessors.objecting.closing import NotAnswered
from subprocessors.objecting.dropped_plans import close_dropped, objections_dropped_by
from subprocessors.objecting.standing import counts_of_version, newest_event

MAY_ACT = "subprocessors.change_objection"


def objections_context(publication, user):
    """What the page of a version shows of objections: how many to it, and those it ends."""
    is_open, count = counts_of_version(publication)
    dropped = objections_dropped_by(publication) if user.has_perm(MAY_ACT) else []
    return {
        "open_objections": is_open,
        "objections": count,
        "dropped": dropped,
        "dropped_answer": _proposed(publication) if dropped else "",
        "seen": newest_event(dropped),
    }


def _proposed(publication):
    """The text that legal reads first."""
    return _(
        "The change that you objected to will not take place: version %(number)d of our list"
        " drops it. We have closed your objection. If anything is left open for you, please write"
        " to us, and name the number of your objection."
    ) % {"number": publication.number}


@never_cache
@require_POST
def close_dropped_page(request, number):
    """Closes the objections that the version's page showed, with the answer that it showed."""
    require_permission(request, MAY_ACT)
    publication, at = get_object_or_404(Publication, number=number), timezone.now()
    seen = set(request.POST.getlist("objection"))
    found = [one for one in objections_dropped_by(publication) if one.number in seen]
    try:
        text, answering = request.POST.get("text", ""), {"seen": seen_in(request)}
        answering |= face_of_mails(at)
        answered = close_dropped(found, text, by=request.user, at=at, **answering)
    except NotAnswered as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext(
            "%(count)d objection is closed; %(answered)d is answered by mail.",
            "%(count)d objections are closed; %(answered)d are answered by mail.",
            len(found),
        )
        messages.success(request, said % {"count": len(found), "answered": answered})
    return redirect("admin:subprocessors_publication_change", number)


admin.site.add_page(
    "objections/dropped/<int:number>/", close_dropped_page, name="objections-dropped"
)
