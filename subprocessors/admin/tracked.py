"""The admin of models with a history: who changed what is shown, and never edited."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from subprocessors import wording
from subprocessors.models.code_lists import CodeListField
from subprocessors.publishing.waiting import zone_on_desk


def place_of(model, name):
    """Where the field ``name`` stands in ``model``: a key to sort by."""
    return model._meta.get_field(name).creation_counter


class HistoryInWords(HistoricalRecordContextHelper):
    """Show old and new values of a history record in words: names in place of codes."""

    def context_for_delta_changes(self, delta):
        """The fields in the order of the form."""
        delta.changes.sort(key=lambda change: place_of(self.model, change.field))
        return super().context_for_delta_changes(delta)

    def prepare_delta_change_value(self, change, value):
        """Names in place of codes and choices; several values joined."""
        value = super().prepare_delta_change_value(change, value)
        field = self.model._meta.get_field(change.field)
        if isinstance(field, CodeListField):
            names = dict(field.choices_from())
            value = [names.get(code, code) for code in value or ()]
        elif field.choices and value:
            value = dict(field.flatchoices).get(value, value)
        elif isinstance(value, bool):
            value = _("Yes") if value else _("No")
        elif isinstance(value, date) and not isinstance(value, datetime):
            value = wording.day(value)
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return "" if value is None else value


class TrackedAdmin(SimpleHistoryAdmin):
    """Shows who changed what and when, field by field.

    django-simple-history shows an old record as a form, with the services of today, which
    somebody who may only view can post. Here it is a page to read.
    """

    history_list_per_page = 50
    object_history_list_template = "admin/subprocessors/_history.html"

    def get_historical_record_context_helper(self, request, historical_record):
        """Writes values in words, and only very long ones shortened."""
        return HistoryInWords(self.model, historical_record, max_displayed_delta_change_chars=600)

    def get_fieldsets(self, request, obj=None):
        """The sections of the form; for who only reads, without what is asked of an edit."""
        sections = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sections
        stated = {field.name for field in self.opts.get_fields()}
        return [
            (
                title,
                {
                    **section,
                    "fields": [line for line in section["fields"] if _has_all(line, stated)],
                },
            )
            for title, section in sections
        ]

    def save_model(self, request, obj, form, change):
        """Saves, and leaves a record, only where something changed."""
        if not change or set(form.changed_data) - {"seen"}:
            super().save_model(request, obj, form, change)

    def history_view(self, request, object_id, extra_context=None):
        """Who changed what; 404 for an address that names nothing."""
        _require_numbers(object_id)
        extra = {"zone": zone_on_desk(), **(extra_context or {})}
        return super().history_view(request, object_id, extra)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """An old record as it was, services included, to read."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied("History is read-only. Edit the working list instead.")
        _require_numbers(object_id, version_id)
        record = get_object_or_404(self.model.history, id=object_id, history_id=version_id)
        if not self.has_view_history_or_change_history_permission(request, record.instance):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": record.instance,
            "opts": self.opts,
            "record": record,
            "values": self._values_of(record),
            "zone": zone_on_desk(),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/subprocessors/old_record.html", context)

    def _values_of(self, record):
        """What a record holds, in words: ``[{"field", "new"}, ...]``, empty fields left out."""
        nothing = type(record)(pk=0)
        for field in record.tracked_fields:
            setattr(nothing, field.attname, None)
        delta = record.diff_against(nothing, excluded_fields={"id"}, foreign_keys_are_objs=True)
        words = HistoryInWords(self.model, record, max_displayed_delta_change_chars=10**6)
        return [value for value in words.context_for_delta_changes(delta) if value["new"]]

    def revert_disabled(self, request, obj=None):
        """Reverting is not done here: "Put back to version N" is an act of its own."""
        return True


def _has_all(line, stated):
    """Whether ``stated`` holds the field name ``line``, or each of a tuple of them."""
    return stated.issuperset([line] if isinstance(line, str) else line)


def _require_numbers(*texts):
    """Raises Http404 unless each text is a number; django-simple-history takes any for one."""
    if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in texts):
        raise Http404
