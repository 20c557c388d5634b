"""Subscribers on the desk: counted for all, listed for those who may see addresses."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from subprocessors import wording
from subprocessors.admin.subscriber_counts import subscriber_counts
from subprocessors.admin.subscriber_export import export_subscribers
from subprocessors.admin.versions import ReadOnlyAdmin
from subprocessors.customers.reach import with_last_notice
from subprocessors.models.address_acts import AddressAct
from subprocessors.models.outbox import Delivery
from subprocessors.models.recipients import Subscriber
from subprocessors.publishing.waiting import zone_on_desk

#: What it takes to export, give out or erase addresses.
MAY_HANDLE = "subprocessors.change_subscriber"
_SHOWN_ACTS = 20


def recent_acts():
    """The newest acts on addresses, as ``{"act", "when"}``."""
    zone = zone_on_desk()
    for act in AddressAct.objects.all()[:_SHOWN_ACTS]:
        yield {"act": act, "when": wording.day_and_time(act.at, zone)}


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnlyAdmin):
    """Who asked for notices. They subscribe and leave by themselves."""

    list_display = ("address", "state", "about", "confirmed", "last_mail", "ended")
    list_filter = ("state",)
    search_fields = ("address",)
    ordering = ("address_key",)
    list_per_page = 100
    fields = (
        "address",
        "state",
        "about",
        "asked",
        "confirmed",
        "consent_words",
        "last_mail",
        "ended",
    )
    change_list_template = "admin/subprocessors/subscriber/change_list.html"
    change_form_template = "admin/subprocessors/subscriber/change_form.html"

    instead_of_adding = _(
        "Nobody can be subscribed by others: who wants notices asks for them on the public page."
        " Where a contract names an address, enter it with the customer."
    )
    instead_of_deleting = _("%(thing)s is not deleted here. Use “A person's data”.")

    def get_queryset(self, request):
        """Each with how its last mail ended."""
        return with_last_notice(super().get_queryset(request), "subscriber")

    @admin.display(description=_("last mail"))
    def last_mail(self, subscriber):
        """How the last mail to the address ended. Nobody is removed by it."""
        return Delivery.State(subscriber.last_state).label if subscriber.last_state else ""

    @admin.display(description=_("about"))
    def about(self, subscriber):
        """The services, or all."""
        return ", ".join(subscriber.service_slugs) or _("all services")

    @admin.display(description=_("asked"), ordering="asked_at")
    def asked(self, subscriber):
        """The instant, by the portal's clock."""
        return wording.day_and_time(subscriber.asked_at, zone_on_desk())

    @admin.display(description=_("confirmed"), ordering="confirmed_at")
    def confirmed(self, subscriber):
        """The instant, by the portal's clock."""
        at = subscriber.confirmed_at
        return wording.day_and_time(at, zone_on_desk()) if at else _("not yet")

    @admin.display(description=_("left"), ordering="left_at")
    def ended(self, subscriber):
        """The instant, by the portal's clock."""
        at = subscriber.left_at
        return wording.day_and_time(at, zone_on_desk()) if at else ""

    def get_urls(self):
        """The export before the admin's own addresses."""
        view = self.admin_site.admin_view(never_cache(require_POST(self.export)))
        export = path("export/", view, name="subprocessors_subscriber_export")
        return [export, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """The list, with counts, and with who took addresses out."""
        extra = {
            "counts": subscriber_counts(),
            "may_handle": request.user.has_perm(MAY_HANDLE),
            "acts": recent_acts(),
        }
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One subscriber, and the way to what is kept of them."""
        found = self.get_object(request, object_id)
        extra = {"subscriber": found, "may_handle": request.user.has_perm(MAY_HANDLE)}
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def export(self, request):
        """All addresses as CSV, by POST; who took them is recorded."""
        if not request.user.has_perm(MAY_HANDLE):
            raise PermissionDenied
        at = timezone.now()
        name = f"subscribers-{at:%Y-%m-%d}.csv"
        return HttpResponse(
            export_subscribers(by=request.user, at=at),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
