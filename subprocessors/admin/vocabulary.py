"""Services and categories on the desk."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from subprocessors.admin.tracked import TrackedAdmin
from subprocessors.models.vocabulary import Category, Service


class VocabularyForm(forms.ModelForm):
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

    @admin.display(description=_("used by"))
    def used(self, entry):
        """How many rows of the working list use it."""
        return entry.subprocessor_set.count()

    def has_delete_permission(self, request, obj=None):
        """Only what no row uses can go."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not obj.subprocessor_set.exists())


@admin.register(Service)
class ServiceAdmin(VocabularyAdmin):
    """A service of the company."""

    fields = ("label", "slug", "order", "is_public")


@admin.register(Category)
class CategoryAdmin(VocabularyAdmin):
    """A heading of the public table."""

    fields = ("label", "slug", "order")
