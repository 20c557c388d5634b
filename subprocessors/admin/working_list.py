"""The working list: every row as legal keeps it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from subprocessors import wording
from subprocessors.admin import row_acts
from subprocessors.admin.filters import DiffersFilter, PlaceFilter, StandingFilter
from subprocessors.admin.forms import DayInput, SubprocessorForm
from subprocessors.admin.namesakes import name_with_slug, repeated_names_on_working_list
from subprocessors.admin.next_days import next_day
from subprocessors.admin.public_state import public_state
from subprocessors.admin.reading_order import FoldedSearch, ListByName
from subprocessors.admin.refused_deletions import RefusedDeletions, refused
from subprocessors.admin.review_form import corrected_number, row_query
from subprocessors.admin.sections import form_sections
from subprocessors.admin.site import waiting_of
from subprocessors.admin.tracked import TrackedAdmin
from subprocessors.archive.fields import LINE, LINES, WHO, in_section
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import editing
from subprocessors.publishing.waiting import today_on_desk


@admin.register(Subprocessor)
class SubprocessorAdmin(RefusedDeletions, FoldedSearch, TrackedAdmin):
    """The working list. Saving changes nothing in public."""

    form = SubprocessorForm
    fieldsets = form_sections()
    list_display = ("name_and_entity", "standing", "where", "used_by", "next_date", "differs")
    list_filter = (StandingFilter, DiffersFilter, "category", "services", PlaceFilter, "held_back")
    search_fields = (
        *(
            field.name
            for field in in_section(WHO)
            if field.is_searched and field.kind in (LINE, LINES)
        ),
        "slug",
    )
    list_select_related = ("category",)
    list_per_page = 200
    ordering = ("name", "pk")
    save_as = True
    save_as_continue = False
    actions = ("mark_reviewed",)
    readonly_fields = ("withdrawn_on",)
    formfield_overrides = {models.DateField: {"widget": DayInput}}
    change_form_template = "admin/subprocessors/subprocessor/change_form.html"
    object_history_template = "admin/subprocessors/subprocessor/object_history.html"

    def get_queryset(self, request):
        """With their services, for one query more."""
        return super().get_queryset(request).prefetch_related("services")

    def get_urls(self):
        """The acts on one row before the admin's own addresses."""
        acts = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(self._act(act)),
                name=f"subprocessors_subprocessor_{name}",
            )
            for name, act in row_acts.ACTS.items()
        ]
        return [*acts, *super().get_urls()]

    def why_kept(self, obj):
        """A row that was published stays in the archive, and one that is replaced in the list."""
        if editing.is_published(obj.slug):
            words = _(
                "%(name)s was published and cannot be deleted. State its last day, or drop it"
                " before its start; the list then says so."
            )
            return words % {"name": obj.name}
        others = wording.and_list(obj.replaced_by.values_list("name", flat=True))
        if not others:
            return ""
        words = _("%(others)s replaces %(name)s. Empty “replaces” of %(others)s first.")
        return words % {"others": others, "name": obj.name}

    def _act(self, act):
        def view(request, pk):
            if not self.has_change_permission(request):
                raise PermissionDenied
            row = self.get_object(request, str(pk))
            if row is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
            why = act.why_not(row, today_on_desk(at=timezone.now()))
            if why:
                return refused(self, request, why, row_acts.form_of(request, row))
            return act.page(self, request, row)

        return view

    # Columns

    def get_changelist(self, request, **kwargs):
        """The list, ordered as the public page is."""
        return ListByName

    def get_changelist_instance(self, request):
        """Store per-request list state on rows, not on the shared ModelAdmin."""
        shown = super().get_changelist_instance(request)
        waits, several = waiting_of(request), repeated_names_on_working_list()
        for row in shown.result_list:
            row.waits, row.shown_name = waits, name_with_slug(row.name, row.slug, several)
        return shown

    @admin.display(description=_("name"), ordering="name")
    def name_and_entity(self, row):
        """The name, the legal entity beneath."""
        if not row.legal_name:
            return row.shown_name
        return format_html('{}<br><span class="quiet">{}</span>', row.shown_name, row.legal_name)

    @admin.display(description=_("standing today"))
    def standing(self, row):
        """Announced, in use, no longer used, dropped."""
        return wording.status_words(row.status_on(row.waits.on))

    @admin.display(description=_("where"))
    def where(self, row):
        """Places in words, else as shown."""
        return wording.places_in_words(row.places) or row.processing_location

    @admin.display(description=_("services"))
    def used_by(self, row):
        """The services that use it."""
        return ", ".join(service.label for service in row.services.all()) or _("all")

    @admin.display(description=_("next date"))
    def next_date(self, row):
        """What happens next, and when."""
        found = next_day(row, row.waits.published.get(row.slug), row.waits.on)
        return f"{wording.short_day(found[0])}: {found[1]}" if found else ""

    @admin.display(description=_("published"))
    def differs(self, row):
        """Whether it differs from what is published."""
        if row.slug not in row.waits.rows:
            return _("as published") if row.slug in row.waits.published else ""
        words = _("differs") if row.slug in row.waits.published else _("not published yet")
        return _("%(words)s, held back") % {"words": words} if row.held_back else words

    @admin.action(description=_("Mark as reviewed today"), permissions=["change"])
    def mark_reviewed(self, request, queryset):
        """Notes today as the day of review."""
        count = editing.mark_reviewed(queryset, on=waiting_of(request).on, by=request.user)
        words = ngettext("%d row marked as reviewed.", "%d rows marked as reviewed.", count)
        self.message_user(request, words % count, messages.SUCCESS)

    def history_view(self, request, object_id, extra_context=None):
        """The history, with the way back for those who may edit."""
        extra = {"may_put_back": self.has_change_permission(request)}
        return super().history_view(request, object_id, {**extra, **(extra_context or {})})

    # Saving

    def save_model(self, request, obj, form, change):
        """One edit, one record, services included; none where nothing changed."""
        reason = form.cleaned_data.get("change_reason", "")
        if "_reviewed" in request.POST:
            obj.reviewed_on = today_on_desk(at=timezone.now())
            reason = reason or str(_("Reviewed"))
        services = form.cleaned_data.get("services")
        editing.save(obj, by=request.user, reason=reason, services=services)

    def save_related(self, request, form, formsets, change):
        """Do nothing: ``save_model`` saved the services with the row."""

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """The form says what is public, what can be done, and which version is corrected."""
        context["correcting"] = corrected_number(request.GET)
        context["row_query"] = row_query(context["correcting"])
        if obj is not None:
            context["public"] = public_state(obj, waiting_of(request))
            context["acts"] = self._acts(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _acts(self, request, row):
        """What can be done with ``row`` by who asks: ``{"label", "url"}`` each."""
        if not self.has_change_permission(request):
            return []
        day, query = waiting_of(request).on, row_query(corrected_number(request.GET))
        return [
            {
                "label": act.label,
                "url": reverse(f"admin:subprocessors_subprocessor_{name}", args=[row.pk]) + query,
            }
            for name, act in row_acts.ACTS.items()
            if not act.why_not(row, day)
        ]

    def response_add(self, request, obj, post_url_continue=None):
        """ "Save and review" leads to the review."""
        if "_review" in request.POST:
            return redirect(_review_address(request))
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """ "Save and review" leads to the review; "Mark as reviewed" back to the row."""
        if "_review" in request.POST:
            return redirect(_review_address(request))
        if "_reviewed" in request.POST:
            said = _("Saved, and marked as reviewed today.")
            self.message_user(request, said, messages.SUCCESS)
            return redirect(request.get_full_path())
        return super().response_change(request, obj)


def _review_address(request):
    """The address of the review; of a correction's, where the row was edited for one."""
    return reverse("admin:review") + row_query(corrected_number(request.GET))
