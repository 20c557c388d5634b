"""Published versions on the desk: who published, what was edited before, how to correct."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from subprocessors import wording
from subprocessors.admin.edits import edits_between
from subprocessors.admin.namesakes import name_with_slug, repeated_names
from subprocessors.admin.objections_of_version import objections_context
from subprocessors.admin.reading_order import FoldedSearch
from subprocessors.admin.refused_deletions import refused
from subprocessors.models.publication import Publication, Redaction
from subprocessors.models.vocabulary import Category, Service
from subprocessors.presenting.log import log_entry
from subprocessors.publishing.putting_back import undo_in_working_list
from subprocessors.publishing.waiting import today_on_desk


class ReadOnlyAdmin(admin.ModelAdmin):
    """Nothing here is added, changed or deleted; the class says what to do instead."""

    instead_of_adding = instead_of_deleting = ""
    added_at = None  # the name of the address where such things are made; None: the list

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        """Lead to where such a thing is made, or to the list."""
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return self._refused(request, self.instead_of_adding, reverse(self.added_at or address))

    def delete_view(self, request, object_id, extra_context=None):
        """Lead back to the page of the thing."""
        found = self.get_object(request, object_id)
        if found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        why = self.instead_of_deleting % {"thing": found}
        return self._refused(request, why, reverse(address, args=[found.pk]))

    def _refused(self, request, why, address):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return refused(self, request, why, address)


@admin.register(Publication)
class PublicationAdmin(FoldedSearch, ReadOnlyAdmin):
    """The archive, as the desk sees it."""

    list_display = ("number", "title", "kind", "published", "publisher")
    list_display_links = ("number", "title")
    list_filter = ("kind",)
    search_fields = ("title", "note")
    ordering = ("-number",)
    change_form_template = "admin/subprocessors/publication/change_form.html"

    instead_of_adding = _("A version is made by publishing: review, then press the button.")
    instead_of_deleting = _("%(thing)s cannot be deleted. Correct it instead, here.")
    added_at = "admin:review"

    @admin.display(description=_("published"), ordering="published_at")
    def published(self, publication):
        """The instant, by the portal's clock."""
        return wording.day_and_time(publication.published_at, publication.time_zone)

    @admin.display(description=_("published by"), ordering="by_name")
    def publisher(self, publication):
        """Who published it, by the name of that day."""
        return publication.by_name or _("not recorded")

    def get_urls(self):
        """*Correct this version* before the admin's own addresses."""
        correct = path(
            "<int:number>/correct/",
            self.admin_site.admin_view(self.correct),
            name="subprocessors_publication_correct",
        )
        return [correct, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A version: who published it, and the edits since the one before."""
        publication = self.get_object(request, object_id)
        extra = {}
        if publication is not None:
            before = Publication.objects.filter(number=publication.number - 1).first()
            extra = {
                "publication": publication,
                "before": before,
                "edits": edits_between(before, publication),
                "rows": _stated_rows(publication),
                "corrections": publication.corrections.order_by("number"),
                "short_notices": publication.changes.exclude(short_notice_clause=None),
                **objections_context(publication, request.user),
                "can_be_objected_to": publication.changes.filter(material=True).exists(),
                "has_notices": publication.messages.exists(),
                "may_correct": request.user.has_perm("subprocessors.change_subprocessor"),
            }
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def correct(self, request, number):
        """Puts chosen rows back to what stood before a version, and opens the review."""
        publication = get_object_or_404(Publication, number=number)
        if not request.user.has_perm("subprocessors.change_subprocessor"):
            raise PermissionDenied
        slugs = request.POST.getlist("slug")
        if slugs:
            count = undo_in_working_list(
                publication,
                slugs,
                on=today_on_desk(at=timezone.now()),
                by=request.user,
            )
            self._say_put_back(request, count, number)
        return redirect(f"{reverse('admin:review')}?corrects={number}")

    def _say_put_back(self, request, count, number):
        level = messages.SUCCESS if count else messages.WARNING
        words = _("No row was put back: it was edited again, or put back already.")
        if count:
            words = ngettext(
                "%(count)d row put back to what stood before version %(number)d.",
                "%(count)d rows put back to what stood before version %(number)d.",
                count,
            )
        self.message_user(request, words % {"count": count, "number": number}, level)


@dataclass(frozen=True)
class StatedRow:
    """What a version states of one row: its ``slug``, its ``name`` and the Lines."""

    slug: str
    name: str
    lines: tuple


def _stated_rows(publication):
    """What a version states, row by row: StatedRows. What was redacted has no row."""
    shown = log_entry(
        publication,
        [change for change in publication.changes.all() if change.slug],
        services=dict(Service.objects.values_list("slug", "label")),
        categories=dict(Category.objects.values_list("slug", "label")),
    )
    lines = {}
    for line in shown.lines:
        lines.setdefault(line.change.slug, []).append(line)
    several = repeated_names(found[0].change.name for found in lines.values())
    return [
        StatedRow(
            slug,
            name_with_slug(found[0].change.name, slug, several),
            () if shown.is_first else tuple(found),  # the first lists, and changes none
        )
        for slug, found in lines.items()
    ]


@admin.register(Redaction)
class RedactionAdmin(ReadOnlyAdmin):
    """What was blanked, when, by whom and why."""

    list_display = ("number", "publication", "redacted_on", "why", "by")
    instead_of_adding = _("Text is redacted by a command: manage.py redact --help says how.")
    instead_of_deleting = _("%(thing)s cannot be deleted: it says what was blanked, and why.")
