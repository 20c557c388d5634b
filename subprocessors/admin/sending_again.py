"""Beside the notices of a version: who was told late, who can be sent it again, who came since."""

from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from subprocessors import wording
from subprocessors.admin.review import require_permission
from subprocessors.admin.review_page import MAY_PUBLISH
from subprocessors.front.converters import number_in
from subprocessors.models.publication import Publication
from subprocessors.notifying.late_deliveries import late_deliveries
from subprocessors.notifying.newcomers import newcomers_of, send_to_newcomers
from subprocessors.notifying.sending_again import CannotSendAgain, offers_again, send_again

_SHOWN = 200
#: So many addresses of those who came since are named.
_NAMED = 5


def again_parts(publication):
    """What ``_sending_again.html`` shows of a version. 16 queries at most."""
    now = timezone.now()
    newcomers = newcomers_of(publication, at=now)
    late = late_deliveries(publication, most=_SHOWN)
    return {
        "number": publication.number,
        "late_count": late.count,
        "late": [(one, wording.late_notice_words(timing)) for one, timing in late.shown],
        "late_more": late.count - len(late.shown),
        "offers": offers_again(publication, at=now, most=_SHOWN),
        "newcomers": len(newcomers),
        "named": ", ".join(one.address for one in newcomers[:_NAMED]),
        "unnamed": max(len(newcomers) - _NAMED, 0),
    }


@never_cache
@require_POST
def notices_again(request, number):
    """Sends the ticked notices of a version again, or the version to those who came since."""
    require_permission(request, MAY_PUBLISH)
    publication = get_object_or_404(Publication, number=number)
    try:
        said = _sent(request, publication)
    except CannotSendAgain as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("admin:sending-version", number)


def _sent(request, publication):
    by_whom = {"by": request.user, "at": timezone.now()}
    if "newcomers" in request.POST:
        count = send_to_newcomers(publication, **by_whom)
    elif "again" in request.POST:
        keys = [number_in(text) for text in request.POST.getlist("delivery")]
        if None in keys:
            raise BadRequest("A notice is named by its number.")
        if not keys:
            raise CannotSendAgain(_("Tick the notices that are to be sent again."))
        count = send_again(publication, keys, **by_whom)
    else:
        raise BadRequest("Neither again nor newcomers.")
    said = ngettext("%(count)d notice is sent now.", "%(count)d notices are sent now.", count)
    return said % {"count": count}


admin.site.add_page("sending/<int:number>/again/", notices_again, name="sending-again")
