"""What is sent: how the sender stands, and what became of each version's notices."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from subprocessors.admin.delivery_rows import SHOWN, delivery_rows, found_deliveries
from subprocessors.admin.review import require_permission
from subprocessors.admin.review_page import MAY_PUBLISH
from subprocessors.admin.sending_again import again_parts
from subprocessors.models.outbox import Delivery
from subprocessors.models.outbox_events import OutboxEvent
from subprocessors.models.publication import Publication
from subprocessors.notifying.composing import flattened
from subprocessors.notifying.halting import go_on
from subprocessors.notifying.sender_mark import allow_sending, may_send, outbox_row
from subprocessors.notifying.stopping import (
    late_notices,
    resumable,
    resume_notices,
    stop_notices,
)

State = Delivery.State
#: Of these somebody should look at the address.
_TROUBLED = (State.REFUSED, State.IN_DOUBT, State.NOT_TOLD, State.BOUNCED)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sending(request):
    """How the sender stands, and each version's notices; by POST lets it send, or go on."""
    require_permission(request, MAY_PUBLISH)
    if request.method == "POST":
        return _let(request)
    outbox = outbox_row()
    context = {
        **admin.site.each_context(request),
        "title": _("Notices by e-mail"),
        "server": settings.EMAIL_SERVER,
        "sender": settings.MAIL_FROM,
        "bounce_address": settings.BOUNCE_ADDRESS,
        "folder": settings.DATA_DIR / "mail",
        "outbox": outbox,
        "may_send": may_send(outbox),
        "waiting": Delivery.objects.filter(due_at__isnull=False).count(),
        "versions": _versions(),
        "events": OutboxEvent.objects.select_related("publication")[:20],
    }
    return TemplateResponse(request, "admin/subprocessors/sending.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notices_of_version(request, number):
    """What became of the notices of one version; by POST stops or resumes them."""
    require_permission(request, MAY_PUBLISH)
    publication = get_object_or_404(Publication, number=number)
    if request.method == "POST":
        return _stopped_or_resumed(request, publication)
    deliveries = Delivery.objects.filter(message__publication=publication)
    words = flattened(request.GET.get("q", ""))
    shown = deliveries.filter(state__in=_TROUBLED)
    if words:
        shown = found_deliveries(deliveries, words)
    context = {
        **admin.site.each_context(request),
        "title": _("Notices of version %(number)d") % {"number": number},
        "publication": publication,
        "states": _counted(deliveries.filter(reminds=None)),
        "can_stop": deliveries.filter(due_at__isnull=False).exclude(state=State.SENDING).count(),
        "can_resume": resumable(publication).count(),
        "late": late_notices(publication, at=timezone.now()),
        "words": words,
        "rows": delivery_rows(shown),
        "most": SHOWN,
        "again": again_parts(publication),
        "events": OutboxEvent.objects.filter(publication=publication),
    }
    return TemplateResponse(request, "admin/subprocessors/notices_of_version.html", context)


def _let(request):
    if "allow" in request.POST:
        allow_sending(by=request.user, at=timezone.now())
        messages.success(request, _("This portal sends from now on."))
    elif "restart" in request.POST:
        go_on(by=request.user, at=timezone.now())
        messages.success(request, _("The sender goes on."))
    else:
        raise BadRequest("Neither allow nor restart.")
    return redirect("admin:sending")


def _stopped_or_resumed(request, publication):
    if "stop" in request.POST:
        count = stop_notices(publication, by=request.user, at=timezone.now())
        said = ngettext("%(count)d notice stopped.", "%(count)d notices stopped.", count)
    elif "resume" in request.POST:
        count = resume_notices(publication, by=request.user, at=timezone.now())
        said = ngettext("%(count)d notice is sent now.", "%(count)d notices are sent now.", count)
    else:
        raise BadRequest("Neither stop nor resume.")
    messages.success(request, said % {"count": count})
    return redirect("admin:sending-version", publication.number)


def _versions():
    """Each version that notices were written for, newest first, with its counts by state."""
    found = Delivery.objects.exclude(message__publication=None).filter(reminds=None).order_by()
    counts = found.values("message__publication", "state").annotate(count=Count("pk"))
    by_number = {}
    for row in counts:
        by_number.setdefault(row["message__publication"], {})[row["state"]] = row["count"]
    return [(number, _named(by_number[number])) for number in sorted(by_number, reverse=True)]


def _counted(deliveries):
    counts = deliveries.order_by().values_list("state").annotate(count=Count("pk"))
    return _named(dict(counts))


def _named(counts):
    return [(label, counts[state]) for state, label in State.choices if state in counts]


admin.site.add_page("sending/", sending, name="sending")
admin.site.add_page("sending/<int:number>/", notices_of_version, name="sending-version")
