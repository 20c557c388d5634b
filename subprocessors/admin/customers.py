"""Customers on the desk, each with the addresses to which its contract has notices sent."""

from django.contrib import admin
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from subprocessors import wording
from subprocessors.admin.customer_filters import ActiveFilter, PromisedFilter, UnreachableFilter
from subprocessors.admin.customer_forms import CustomerForm
from subprocessors.admin.customer_table import customers_export
from subprocessors.admin.notice_contacts import NoticeContactInline
from subprocessors.admin.reading_order import FoldedSearch
from subprocessors.admin.refused_deletions import RefusedDeletions
from subprocessors.admin.tracked import HistoryInWords, TrackedAdmin
from subprocessors.customers.known_services import published_services
from subprocessors.customers.reach import without_reach
from subprocessors.models.address_acts import AddressAct
from subprocessors.models.recipients import Customer
from subprocessors.publishing.waiting import today_on_desk, zone_on_desk

_SHOWN_ACTS = 20


class ServicesInWords(HistoryInWords):
    """A record of a customer, its services by label."""

    def prepare_delta_change_value(self, change, value):
        """Labels in place of slugs; a slug whose label is gone stays."""
        value = super().prepare_delta_change_value(change, value)
        if change.field != "services":
            return value
        labels = published_services()
        return ", ".join(labels.get(slug, slug) for slug in value.split()) or str(_("all"))


@admin.register(Customer)
class CustomerAdmin(RefusedDeletions, FoldedSearch, TrackedAdmin):
    """Who is owed notices by contract. Customers stay: what was sent to them names them."""

    form = CustomerForm
    inlines = (NoticeContactInline,)
    list_display = ("name", "reference", "addresses", "about", "promised", "until")
    list_filter = (ActiveFilter, UnreachableFilter, PromisedFilter)
    search_fields = ("name", "reference", "contacts__address")
    search_help_text = _("Name, reference or address")
    list_per_page = 100
    ordering = (Lower("name"), "pk")
    fieldsets = (
        (None, {"fields": ("name", "reference", "services", "ended_on")}),
        (
            _("Longer period"),
            {
                "description": _(
                    "Only where the contract promises more notice than your rule. The review then"
                    " says from which day a change would keep the promise."
                ),
                "fields": (("promised_number", "promised_kind"),),
            },
        ),
        (None, {"classes": ("internal",), "fields": ("change_reason",)}),
    )
    change_list_template = "admin/subprocessors/customer/change_list.html"
    change_form_template = "admin/subprocessors/customer/change_form.html"

    def get_queryset(self, request):
        """With ``address_count``, how many addresses are in force."""
        current = Count("contacts", filter=Q(contacts__successor=None), distinct=True)
        return super().get_queryset(request).annotate(address_count=current)

    def get_urls(self):
        """The export before the admin's own addresses."""
        export = self.admin_site.admin_view(customers_export)
        return [path("export/", export, name="customers-export"), *super().get_urls()]

    def get_historical_record_context_helper(self, request, historical_record):
        """Services by label."""
        return ServicesInWords(self.model, historical_record, max_displayed_delta_change_chars=600)

    # Columns

    @admin.display(description=_("addresses"), ordering="address_count")
    def addresses(self, customer):
        """How many addresses are in force."""
        return customer.address_count or _("none")

    @admin.display(description=_("services"))
    def about(self, customer):
        """The services by label, or all."""
        labels = customer.shown_labels
        return ", ".join(labels.get(slug, slug) for slug in customer.service_slugs) or _("all")

    @admin.display(description=_("promised"), ordering="promised_number")
    def promised(self, customer):
        """The longer period in words."""
        number = customer.promised_number
        return wording.period_words(customer.promised_kind, number) if number else ""

    @admin.display(description=_("customer until"), ordering="ended_on")
    def until(self, customer):
        """The last day of the contract."""
        return wording.day(customer.ended_on) if customer.ended_on else ""

    def get_changelist_instance(self, request):
        """Put the labels of the services on the rows: one query for all."""
        shown = super().get_changelist_instance(request)
        labels = published_services()
        for customer in shown.result_list:
            customer.shown_labels = labels
        return shown

    def changelist_view(self, request, extra_context=None):
        """The list, and who took addresses out."""
        zone = zone_on_desk()
        acts = AddressAct.objects.filter(what=AddressAct.What.EXPORTED)[:_SHOWN_ACTS]
        shown = [{"act": act, "when": wording.day_and_time(act.at, zone)} for act in acts]
        extra = {"acts": shown, "may_edit": self.has_change_permission(request)}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    # Staying

    def get_actions(self, request):
        """None: customers are not deleted."""
        return {}

    def _may_delete(self, request):
        """Whoever may edit is told why a customer stays."""
        return self.has_change_permission(request)

    def why_kept(self, obj):
        """Always: what was sent names them."""
        words = _(
            "%(name)s is not deleted: the record of notices names its customers. Fill in “customer"
            " until” instead; after that day it is sent nothing."
        )
        return words % {"name": obj.name}

    # Saving

    def save_model(self, request, obj, form, change):
        """Save the customer, and leave a record, only where it changed itself."""
        obj._change_reason = form.cleaned_data.get("change_reason") or None
        if not change or set(form.changed_data) - {"seen", "change_reason"}:
            obj._history_user = request.user
            obj.save()

    def save_formset(self, request, form, formset, change):
        """Save the addresses that are new or changed, each with its record."""
        formset.save(commit=False)
        reason = form.cleaned_data.get("change_reason") or None
        changed = [contact for contact, names in formset.changed_objects if set(names) - {"seen"}]
        for contact in (*formset.new_objects, *changed):
            contact._history_user, contact._change_reason = request.user, reason
            contact.save()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """The form says where nobody would be reached."""
        if obj is not None:
            today = today_on_desk(at=timezone.now())
            goes_on = obj.ended_on is None or obj.ended_on >= today
            found = without_reach(Customer.objects.filter(pk=obj.pk))
            context["is_unreachable"] = goes_on and found.exists()
        context["import_url"] = reverse("admin:customers-import")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
