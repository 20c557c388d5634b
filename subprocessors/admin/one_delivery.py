"""One message to one recipient on the desk: what each attempt met; marked as bounced by hand."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from subprocessors import wording
from subprocessors.admin.ledger import address_for, require_ledger
from subprocessors.admin.ledger_lines import shown_line
from subprocessors.admin.review import require_permission
from subprocessors.admin.review_page import MAY_PUBLISH, MAY_SEE_OBJECTIONS
from subprocessors.ledger.lines import ledger_lines
from subprocessors.ledger.message_texts import masked_source, message_text
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.notifying.bouncing import (
    MAY_BOUNCE,
    CannotMark,
    mark_bounced,
    take_back_bounce,
)
from subprocessors.publishing.waiting import zone_on_desk


class BounceForm(forms.Form):
    """Why a delivery is marked, or the mark taken back."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        error_messages={"required": gettext_lazy("Write in a few words how you know.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_delivery(request, pk):
    """What became of a message to one recipient; by POST marks it as bounced, or takes it back."""
    may_publish = request.user.has_perm(MAY_PUBLISH)
    if not may_publish and request.method == "POST":
        raise PermissionDenied
    if not may_publish:
        require_ledger(request)
    found = Delivery.objects.select_related("message__publication", "contact__customer")
    delivery = get_object_or_404(found, pk=pk)
    if delivery.message.audience == StoredMessage.Audience.OBJECTORS:
        require_permission(request, MAY_SEE_OBJECTIONS)
    shown_address = address_for(request.user)
    delivery.address = shown_address(delivery)
    form = BounceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _change(request, delivery, form.cleaned_data["why"])
        return redirect("admin:sending-delivery", pk)
    zone = zone_on_desk()
    context = {
        **admin.site.each_context(request),
        "title": _("Message to %(address)s") % {"address": delivery.address},
        "delivery": delivery,
        "number": delivery.message.publication_id,
        "since": delivery.settled_at and wording.day_and_time(delivery.settled_at, zone),
        "attempts": [
            {"attempt": one, "when": wording.day_and_time(one.at, zone), "words": one.words}
            for one in delivery.attempts.all()
        ],
        "form": form,
        "may_bounce": may_publish and delivery.state in MAY_BOUNCE,
        "is_bounced": may_publish and delivery.state == Delivery.State.BOUNCED,
        "shown": _shown(delivery, shown_address),
        "text": message_text(delivery.message),
        "source": masked_source(delivery.message),
    }
    return TemplateResponse(request, "admin/subprocessors/delivery.html", context)


def _shown(delivery, shown_address):
    """Its line of the ledger; None where it is no notice."""
    if delivery.message.purpose != StoredMessage.Purpose.NOTICE:
        return None
    found = Delivery.objects.filter(pk=delivery.pk)
    return shown_line(*ledger_lines(found, shown_address=shown_address))


def _change(request, delivery, why):
    is_taken_back = "take_back" in request.POST
    act = take_back_bounce if is_taken_back else mark_bounced
    try:
        act(delivery, why=why, by=request.user, at=timezone.now())
    except CannotMark as error:
        messages.error(request, str(error))
        return
    said = _("It is marked as bounced.")
    if is_taken_back:
        said = _("The mark was taken back.")
    messages.success(request, said)


admin.site.add_page("sending/delivery/<int:pk>/", one_delivery, name="sending-delivery")
