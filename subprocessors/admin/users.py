"""Users on the desk: whoever edited or published stays on record."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext as _

from subprocessors.admin.refused_deletions import RefusedDeletions
from subprocessors.evidence.edit_history import TRACKED
from subprocessors.models.publication import Publication
from subprocessors.models.recipients import Customer, NoticeContact


def has_history(user):
    """Say whether a record names ``user``: an edit, a version, or an entry of Django's own log."""
    tracked = (*TRACKED, Customer, NoticeContact)
    records = [model.history.filter(history_user=user) for model in tracked]
    records += [Publication.objects.filter(by=user), LogEntry.objects.filter(user=user)]
    return any(found.exists() for found in records)


class DeskUserAdmin(RefusedDeletions, UserAdmin):
    """Refuse to delete a user with a history."""

    def why_kept(self, obj):
        """Say of a user with a history: keep them from signing in."""
        if not has_history(obj):
            return ""
        return _(
            "%(name)s edited or published here and stays on record. Untick “Active” instead:"
            " then nobody can sign in as %(name)s."
        ) % {"name": obj.get_username()}


admin.site.unregister(get_user_model())
admin.site.register(get_user_model(), DeskUserAdmin)
