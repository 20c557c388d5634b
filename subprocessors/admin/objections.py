"""Objections on the desk: listed, read, answered by mail, closed and opened again."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from subprocessors import wording
from subprocessors.admin.objection_acts import act_on
from subprocessors.admin.objection_record import record_page
from subprocessors.admin.reading_order import FoldedSearch
from subprocessors.admin.versions import ReadOnlyAdmin
from subprocessors.models.list_on_day import newest_list
from subprocessors.models.objections import Objection
from subprocessors.models.publication import Change
from subprocessors.objecting.closing import can_be_answered
from subprocessors.objecting.meant_changes import meant_changes


class OpenFilter(admin.SimpleListFilter):
    """Whether an objection is open."""

    title = _("state")
    parameter_name = "open"

    def lookups(self, request, model_admin):
        """Open, or closed."""
        return [("yes", _("open")), ("no", _("closed"))]

    def queryset(self, request, queryset):
        """The objections of that state."""
        is_open = Q(outcome="")
        wanted = {"yes": is_open, "no": ~is_open}.get(self.value())
        return queryset if wanted is None else queryset.filter(wanted)


@admin.register(Objection)
class ObjectionAdmin(FoldedSearch, ReadOnlyAdmin):
    """What customers object to. What was said is never edited, and nothing of it is public."""

    list_display = ("number", "received", "who", "meant", "time", "state", "customer")
    list_filter = (
        OpenFilter,
        "outcome",
        ("publication", admin.RelatedOnlyFieldListFilter),
        ("customer", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("customer", "publication")
    search_fields = ("number", "organisation", "name", "address", "customer__name")
    search_help_text = _("Number, organisation, name, address or customer")
    list_per_page = 100
    ordering = ("-pk",)
    change_list_template = "admin/subprocessors/objection/change_list.html"
    instead_of_deleting = _(
        "Objection %(thing)s is not deleted: it is evidence. Once it was closed for as long as your"
        " settings say, it is erased but for number, days and outcome."
    )

    # Columns

    @admin.display(description=_("received"), ordering="received_on")
    def received(self, objection):
        """The day."""
        return wording.day(objection.received_on)

    @admin.display(description=_("organisation"), ordering="organisation")
    def who(self, objection):
        """The organisation, as it was written."""
        return format_html("<bdi>{}</bdi>", objection.organisation)

    @admin.display(description=_("about"), ordering="publication")
    def meant(self, objection):
        """Version and row."""
        words = {"version": objection.publication, "name": objection.shown_name}
        return _("%(version)s: %(name)s") % words if words["name"] else words["version"]

    @admin.display(description=_("time"), ordering="is_late")
    def time(self, objection):
        """In time, or late."""
        return time_words(objection)

    @admin.display(description=_("state"), ordering="outcome")
    def state(self, objection):
        """Open, or the outcome."""
        return objection.get_outcome_display() or _("open")

    def get_changelist_instance(self, request):
        """Put the names of the rows that are meant on the objections: one query for all."""
        shown = super().get_changelist_instance(request)
        meant = Q()
        for one in shown.result_list:
            meant |= Q(publication=one.publication_id, position=one.position)
        columns = ("publication_id", "position", "name")
        found = Change.objects.filter(meant).values_list(*columns) if meant else ()
        names = {(number, position): name for number, position, name in found}
        for one in shown.result_list:
            one.shown_name = names.get((one.publication_id, one.position), "")
        return shown

    # One of them

    def get_urls(self):
        """*Record* in place of the admin's own form."""
        record = self.admin_site.admin_view(record_page)
        return [path("add/", record, name="subprocessors_objection_add"), *super().get_urls()]

    def has_add_permission(self, request):
        """Whoever may record what came by mail."""
        return request.user.has_perm("subprocessors.add_objection")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One objection; by POST what legal does about it."""
        objection = self.get_object(request, object_id)
        if not self.has_view_permission(request, objection):
            raise PermissionDenied
        if objection is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            return self._page(request, objection)
        if not request.user.has_perm("subprocessors.change_objection"):
            raise PermissionDenied
        answer = act_on(request, objection)
        if answer is None:
            return redirect("admin:subprocessors_objection_change", objection.pk)
        return answer if hasattr(answer, "status_code") else self._page(request, objection, answer)

    def _page(self, request, objection, text=""):
        """The page of one, with ``text`` in the field for an answer."""
        may_act = request.user.has_perm("subprocessors.change_objection")
        events = list(_events(objection))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Objection %(number)s") % {"number": objection},
            "opts": self.opts,
            "objection": objection,
            "meant": meant_by(objection),
            "time": time_words(objection),
            "zone": objection.publication.time_zone,
            "events": events,
            "may_answer": may_act and can_be_answered(objection),
            "may_close": may_act and not objection.outcome,
            "may_reopen": may_act and objection.outcome and not objection.erased_at,
            "outcomes": Objection.Outcome.choices,
            "text": text,
            "seen": max((event.pk for event, _text in events), default=0),
        }
        return TemplateResponse(request, "admin/subprocessors/objection/page.html", context)


def _events(objection):
    """``(event, text)`` of what was done: ``text`` is that of an answer."""
    for event in objection.events.select_related("delivery__message"):
        is_answer = event.what == event.What.ANSWERED and event.delivery
        yield event, event.delivery.message.text if is_answer else ""


def time_words(objection):
    """Whether an objection came in time, in a word; "" where no day is stated for it."""
    if objection.is_late:
        return _("late")
    has_day = objection.until_on or objection.customer_until_on
    return _("in time") if has_day else _("no day stated")


def meant_by(objection):
    """The MeantChange that an Objection is about; None where it was redacted."""
    found = meant_changes(objection.publication, newest_list(at=timezone.now()))
    return next((one for one in found if one.position == objection.position), None)
