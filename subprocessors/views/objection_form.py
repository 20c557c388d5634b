"""The form by which somebody objects to a change of a version."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from subprocessors.models.mail_addresses import checked_address
from subprocessors.models.names import unseen_in

LONGEST_GROUNDS = 20_000
_UNSEEN = _(
    "This holds a character that cannot be seen and may turn the text around it. Type it anew"
    " rather than pasting it."
)


class ObjectionForm(forms.Form):
    """Which change is meant, who objects, and why."""

    change = forms.TypedChoiceField(
        label=_("Which change do you object to?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the change that you mean."),
            "invalid_choice": _("Choose one of the changes below."),
        },
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=300,
        error_messages={"required": _("Write the name of the organisation that objects.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        error_messages={"required": _("Write your name.")},
    )
    address = forms.CharField(
        label=_("E-mail address"),
        error_messages={"required": _("Write the address to which we can answer.")},
    )
    grounds = forms.CharField(
        label=_("Grounds"), max_length=LONGEST_GROUNDS, required=False, widget=forms.Textarea
    )
    # People do not see it; programs that fill in every field do.
    leave_empty = forms.CharField(label=_("Leave this field empty"), required=False)

    def __init__(self, *args, meant, **options):
        """``meant``: the MeantChanges that may be chosen; the only one is chosen already."""
        super().__init__(*args, **options)
        self.fields["change"].choices = [(one.position, one.title) for one in meant]
        if len(meant) == 1:
            self.fields["change"].initial = meant[0].position
        self.meant = {one.position: one for one in meant}

    def clean_organisation(self):
        """Refuses what can be read as another name."""
        return _without_unseen(self.cleaned_data["organisation"])

    def clean_name(self):
        """Refuses what can be read as another name."""
        return _without_unseen(self.cleaned_data["name"])

    def clean_address(self):
        """The address in the form in which it is kept."""
        return checked_address(self.cleaned_data["address"])

    def clean_leave_empty(self):
        """Refuses what fills in every field."""
        if self.cleaned_data["leave_empty"]:
            raise ValidationError(_("This field is here for programs. Empty it, please."))
        return ""

    @property
    def values(self):
        """What was written of the objection, as ``receive_objection`` takes it."""
        names = ("organisation", "name", "address", "grounds")
        return {name: self.cleaned_data[name] for name in names}


def _without_unseen(text):
    if unseen_in(text):
        raise ValidationError(_UNSEEN)
    return text
