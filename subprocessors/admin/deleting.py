"""Deleting rows of the working list: only those that were never published."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from subprocessors.publishing import editing


class PublishedRowsStay:
    """Refuse to delete a published row, and say what to do instead."""

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not editing.is_published(obj.slug))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Add ``instead_of_deleting`` to the form of a published row."""
        if obj is not None and editing.is_published(obj.slug):
            context["instead_of_deleting"] = _instead_of_deleting(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def delete_view(self, request, object_id, extra_context=None):
        """Lead back to the form of a published row, with what to do instead."""
        row = self.get_object(request, object_id)
        if row is not None and editing.is_published(row.slug):
            self.message_user(request, _instead_of_deleting(row), messages.ERROR)
            return redirect("admin:subprocessors_subprocessor_change", row.pk)
        return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs, request):
        """Put each published row among what cannot be deleted, with what to do instead."""
        kept = [row for row in objs if editing.is_published(row.slug)]
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if kept and self.has_delete_permission(request):
            lacking.discard(self.opts.verbose_name)  # it is not the permission that is missing
        return deleted, counts, lacking, [*protected, *map(_instead_of_deleting, kept)]

    def delete_queryset(self, request, queryset):
        """Delete row by row: a bulk delete would leave no history record."""
        for row in queryset:
            if not editing.is_published(row.slug):
                row.delete()


def _instead_of_deleting(row):
    return _(
        "%(name)s was published and cannot be deleted. State its last day, or drop it before its"
        " start; the list then says so."
    ) % {"name": row.name}
