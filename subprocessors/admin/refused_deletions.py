"""Refuse to add or delete what has to stay, in words about the thing rather than permissions."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse


class RefusedDeletions:
    """For a ModelAdmin, some of whose objects have to stay.

    ``why_kept`` gives the reason, in words that say what to do instead, or "" where the object
    can be deleted.
    """

    def why_kept(self, obj):
        raise NotImplementedError

    def _may_delete(self, request):
        """Whether the user's role may delete any object of this model."""
        return super().has_delete_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self._may_delete(request) and (obj is None or not self.why_kept(obj))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Add ``why_kept`` to the form of an object that has to stay."""
        if obj is not None and self._may_delete(request):
            context["why_kept"] = self.why_kept(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def delete_view(self, request, object_id, extra_context=None):
        """Lead back to the form of an object that has to stay, with the reason."""
        found = self.get_object(request, object_id)
        why = found is not None and self._may_delete(request) and self.why_kept(found)
        if not why:
            return super().delete_view(request, object_id, extra_context)
        return refused(self, request, why, self._form_of(found))

    def _form_of(self, obj):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])

    def get_deleted_objects(self, objs, request):
        """Put each object that has to stay among what cannot be deleted, with the reason."""
        reasons = {found: self.why_kept(found) for found in objs}
        # Of what stays Django would list, and count, all that leads to it.
        others = [found for found in objs if not reasons[found]]
        deleted, counts, lacking, protected = super().get_deleted_objects(others, request)
        return deleted, counts, lacking, [*protected, *filter(None, reasons.values())]

    def delete_queryset(self, request, queryset):
        """Delete row by row: a bulk delete would leave no history record."""
        for found in queryset:
            if not self.why_kept(found):
                found.delete()


def refused(model_admin, request, why, address):
    """Leads to ``address``, where ``why`` stands as an error."""
    model_admin.message_user(request, why, messages.ERROR)
    return redirect(address)
