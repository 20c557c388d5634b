"""Services and categories on the desk."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from subprocessors.admin.edit_conflicts import EditConflictForm
from subprocessors.admin.tracked import TrackedAdmin
from subprocessors.models.vocabulary import Category, Service


class VocabularyForm(EditConflictForm):
    """A word of the vocabulary."""

    class Meta:
        help_texts = {
            "slug": _("Its name for programs. Made once from the label; published rows hold it.")
        }


class VocabularyAdmin(TrackedAdmin):
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

    def has_delete_permission(self, request, obj=None):
        """Only what no row uses can go."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.use_count == 0)


@admin.register(Service)
class ServiceAdmin(VocabularyAdmin):
    """A service of the company."""

    fields = ("label", "slug", "order", "is_public")


@admin.register(Category)
class CategoryAdmin(VocabularyAdmin):
    """A heading of the public table."""

    fields = ("label", "slug", "order")
