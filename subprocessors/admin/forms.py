"""The forms of the working list."""

from django import forms
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from subprocessors.admin.edit_conflicts import EditConflictForm
from subprocessors.admin.namesakes import name_with_slug, repeated_names_on_working_list
from subprocessors.admin.reading_order import by_name
from subprocessors.archive.fields import BY_NAME, LINES, TEXT, of_kind
from subprocessors.models.code_lists import mechanism_choices, place_choices
from subprocessors.models.register import Subprocessor
from subprocessors.publishing.notice_gate import earliest_if_published
from subprocessors.wording import day


class DayInput(forms.DateInput):
    """A day, by the browser's own control: no format to guess, and no script."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class PlacePicker(FilteredSelectMultiple):
    """Django's two lists; the wrapper keeps its script from moving the label."""

    def render(self, name, value, attrs=None, renderer=None):
        """The two lists in a box of their own."""
        inner = super().render(name, value, attrs, renderer)
        return format_html('<div class="related-widget-wrapper">{}</div>', inner)


class ReasonField(forms.CharField):
    """Why an edit is made; it stands in the history."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Reason for this edit"),
            required=False,
            max_length=100,
            widget=forms.TextInput(attrs={"class": "vTextField"}),
            help_text=_("Stands in the history, for colleagues and auditors. Never published."),
            **kwargs,
        )


class SubprocessorForm(EditConflictForm):
    """A row of the working list, with the reason for the edit."""

    change_reason = ReasonField()

    class Meta:
        model = Subprocessor
        fields = tuple(BY_NAME)
        widgets = {
            **{
                name: forms.Textarea(attrs={"rows": 2, "cols": 80}) for name in of_kind(TEXT, LINES)
            },
            "services": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "website": _("Its own pages, for whoever wants to know who it is."),
            "privacy_url": _("Where it says what it does with personal data."),
            "dpa_url": _("The contract under Art. 28 GDPR, where it is public."),
            "subprocessors_url": _("The list of those whom it engages in turn."),
            "internal_notes": _("For colleagues: whatever has to be remembered."),
            "contract_reference": _("Where to find the contract: a number, a file."),
            "reviewed_on": _("“Mark as reviewed” writes today."),
            "review_due_on": _("When to look at it again."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "places" in self.fields:
            self.fields["places"].widget = PlacePicker(_("places"), is_stacked=False)
            self.fields["places"].choices = place_choices
        if "transfer_mechanisms" in self.fields:
            self.fields["transfer_mechanisms"].widget = forms.CheckboxSelectMultiple()
            self.fields["transfer_mechanisms"].choices = mechanism_choices
        if "replaces" in self.fields:
            self.fields["replaces"].queryset = by_name(self.fields["replaces"].queryset)
            several = repeated_names_on_working_list()
            self.fields["replaces"].label_from_instance = lambda row: name_with_slug(
                row.name, row.slug, several
            )
        if "effective_on" in self.fields:
            _say_earliest(self.fields["effective_on"])
        if "country" in self.fields:
            self.fields["country"].error_messages["invalid_choice"] = _(
                "%(value)s is no country of ISO 3166-1. Choose one from the list."
            )


def _say_earliest(field):
    """Says beside a start which day is the first that the notice rule would allow today."""
    earliest = earliest_if_published(at=timezone.now())
    if earliest:
        said = _("Earliest if published today: %(day)s.") % {"day": day(earliest)}
        field.help_text = f"{field.help_text} {said}".strip()


class LastDayForm(forms.Form):
    """Asks for the last day."""

    last_day = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        help_text=_("The last day on which it is used."),
    )
    reason = ReasonField()


class DropForm(forms.Form):
    """Asks why it is dropped."""

    reason = ReasonField()


class ReplaceForm(forms.Form):
    """Asks for the successor's name and both days."""

    name = forms.CharField(
        label=_("Name of the new one"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("As customers know it, for example Acme Mail."),
    )
    effective_on = forms.DateField(
        label=_("The new one is in use from"),
        widget=DayInput,
        help_text=_("The first day. A later day announces it."),
    )
    last_day = forms.DateField(
        label=_("Last day of the old one"),
        widget=DayInput,
        help_text=_("The last day on which it is used. Both may be in use for a while."),
    )
    reason = ReasonField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say_earliest(self.fields["effective_on"])
