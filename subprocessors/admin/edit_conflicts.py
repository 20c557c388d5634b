"""Two people at one form: the second to save sees what the first saved."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.admin.tracked import place_of
from subprocessors.publishing.waiting import zone_on_desk


class EditConflictForm(forms.ModelForm):
    """The form of a tracked model, refused once where its row was saved since it was shown.

    It comes back with what was typed; saved again, that stands. ``seen`` is the number of the
    history record that was the newest when the form was shown.
    """

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        newest = self._newest_record()
        self.initial["seen"] = newest.pk if newest else None

    def clean(self):
        """Refuses an edit of what is no longer there, and names who changed what."""
        cleaned = super().clean()
        if self.instance.pk:
            self._lock()
        seen, newest = self.cleaned_data.get("seen"), self._newest_record()
        if seen and newest and newest.pk != seen:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = str(newest.pk)
            raise ValidationError(self._what_happened(newest, seen))
        return cleaned

    def _lock(self):
        """Lets nobody else save the row before this request has (the admin's transaction ends)."""
        rows = self.instance.__class__.objects.select_for_update()
        rows.filter(pk=self.instance.pk).values_list("pk").first()

    def _newest_record(self):
        return self.instance.history.first() if self.instance.pk else None

    def _what_happened(self, newest, seen):
        before = self.instance.history.filter(pk=seen).first()
        names = newest.diff_against(before).changed_fields if before else []
        names.sort(key=lambda name: place_of(self._meta.model, name))
        fields = [str(self._meta.model._meta.get_field(name).verbose_name) for name in names]
        words = _(
            "%(by)s edited this meanwhile (%(at)s): %(fields)s. Below is what you wrote. Save"
            " again to keep it, or open the page anew to see theirs."
        )
        return words % {
            "by": newest.by_name or _("Somebody"),
            "at": wording.day_and_time(newest.history_date, zone_on_desk()),
            "fields": wording.and_list(fields) or newest.history_change_reason or _("something"),
        }
