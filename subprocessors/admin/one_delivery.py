"""One message to one recipient on the desk: what each attempt met; marked as bounced by hand."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from subprocessors import wording
from subprocessors.admin.review import require_permission
from subprocessors.admin.review_page import MAY_PUBLISH
from subprocessors.models.outbox import Delivery
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
    require_permission(request, MAY_PUBLISH)
    found = Delivery.objects.select_related("message", "contact__customer", "subscriber")
    delivery = get_object_or_404(found.defer("message__content"), pk=pk)
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
            for one in delivery.attempts.select_related("delivery")
        ],
        "form": form,
        "may_bounce": delivery.state in MAY_BOUNCE,
        "is_bounced": delivery.state == Delivery.State.BOUNCED,
    }
    return TemplateResponse(request, "admin/subprocessors/delivery.html", context)


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
