"""Two people at one row: the second to save is told what the first wrote."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.admin.tracked import place_of
from subprocessors.publishing.waiting import zone_on_desk


class ToldOfOtherEdits(forms.ModelForm):
    """The form of a tracked row, refused once where the row was edited since it was shown.

    It comes back with what was typed; saved again, that stands.
    """

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        newest = self._newest()
        self.initial["seen"] = newest.pk if newest else None

    def clean(self):
        """Refuses an edit of what is no longer there, and names who changed what."""
        cleaned = super().clean()
        seen, newest = self.cleaned_data.get("seen"), self._newest()
        if seen and newest and newest.pk != seen:
            self.data = self.data.copy()
            self.data["seen"] = str(newest.pk)
            raise ValidationError(self._what_happened(newest, seen))
        return cleaned

    def _newest(self):
        return self.instance.history.first() if self.instance.pk else None

    def _what_happened(self, newest, seen):
        before = self.instance.history.filter(pk=seen).first()
        names = newest.diff_against(before).changed_fields if before else []
        names.sort(key=lambda name: place_of(self._meta.model, name))
        fields = [str(self._meta.model._meta.get_field(name).verbose_name) for name in names]
        words = _(
            "%(by)s edited this row meanwhile (%(at)s): %(fields)s. Below is what you wrote. Save"
            " again to keep it, or open the row anew to see theirs."
        )
        return words % {
            "by": newest.history_user or _("Somebody"),
            "at": wording.instant(newest.history_date, zone_on_desk()),
            "fields": wording.and_list(fields) or _("something"),
        }
