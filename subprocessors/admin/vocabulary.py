"""Services and categories on the desk."""

from django.conf import settings
from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from subprocessors import wording
from subprocessors.admin.edit_conflicts import EditConflictForm
from subprocessors.admin.reading_order import FoldedSearch
from subprocessors.admin.refused_deletions import RefusedDeletions
from subprocessors.admin.tracked import TrackedAdmin
from subprocessors.models.vocabulary import Category, Service

#: So many rows are named among those that use a word.
_SHOWN = 5


class VocabularyForm(EditConflictForm):
    """A word of the vocabulary."""

    class Meta:
        help_texts = {
            "slug": _("Its name for programs. Made once from the label; published rows hold it.")
        }


class VocabularyAdmin(RefusedDeletions, FoldedSearch, TrackedAdmin):
    """A word that rows refer to; renaming its label changes no row."""

    form = VocabularyForm
    list_display = ("label", "slug", "order", "used")
    search_fields = ("label", "slug")

    def get_prepopulated_fields(self, request, obj=None):
        """The slug follows the label while the entry is new."""
        may_edit = self.has_change_permission(request, obj)
        return {"slug": ("label",)} if obj is None and may_edit else {}

    def get_readonly_fields(self, request, obj=None):
        """The slug is made once: published rows hold it."""
        return ("slug",) if obj else ()

    def get_queryset(self, request):
        """With ``use_count``, how many rows of the working list use each."""
        return super().get_queryset(request).annotate(use_count=Count("subprocessor"))

    @admin.display(description=_("used by"), ordering="use_count")
    def used(self, entry):
        """How many rows of the working list use it."""
        return entry.use_count

    def why_kept(self, obj):
        """A word that rows use stays: published rows would lose it."""
        rows = list(obj.subprocessor_set.values_list("name", flat=True))
        if not rows:
            return ""
        shown = rows[:_SHOWN] if len(rows) > _SHOWN + 1 else rows
        rest = len(rows) - len(shown)
        if rest:
            shown.append(_("%(count)d more") % {"count": rest})
        words = ngettext(
            "%(count)d row uses “%(label)s”: %(rows)s. Take it from there first.",
            "%(count)d rows use “%(label)s”: %(rows)s. Take it from them first.",
            len(rows),
        )
        return words % {
            "count": len(rows),
            "label": obj.label,
            "rows": wording.and_list(shown),
        }


@admin.register(Service)
class ServiceAdmin(VocabularyAdmin):
    """A service of the company."""

    fields = ("label", "slug", "order", "is_public", "public_list")

    def get_readonly_fields(self, request, obj=None):
        """The address of its list is made from its slug."""
        return (*super().get_readonly_fields(request, obj), "public_list")

    @admin.display(description=_("list to hand out"))
    def public_list(self, service):
        """The address of the list for this service alone; it answers once it is published."""
        if not service.slug:
            return "-"
        address = f"{settings.PUBLIC_URL}{reverse('list')}?service={service.slug}"
        return format_html('<a href="{0}">{0}</a>', address)


@admin.register(Category)
class CategoryAdmin(VocabularyAdmin):
    """A heading of the public table."""

    fields = ("label", "slug", "order")
