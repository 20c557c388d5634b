"""What was imported into the working list: from which file, and with which answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListImport(models.Model):
    """One import of a list, so that it can be named, undone, and answered alike the next time."""

    at = models.DateTimeField(_("imported at"))
    by_name = models.CharField(_("by"), max_length=200, blank=True)
    file_name = models.CharField(_("file"), max_length=255)
    headings = models.CharField(_("headings"), max_length=64, help_text=_("SHA-256 of them."))
    answers = models.JSONField(_("answers"), default=dict)
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self):
        return self.file_name

    @property
    def reason(self):
        """What the history of each row says that it brought or changed."""
        return f"Imported from {self.file_name[:70]} (import {self.pk})"
