"""The form by which somebody asks for notices, and the one that changes what they are about."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from subprocessors.models.mail_addresses import checked_address
from subprocessors.subscribing.consent import labels_of


class ServicesForm(forms.Form):
    """Which services notices are about; none ticked: all."""

    services = forms.MultipleChoiceField(
        label=_("Only some services?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _(
                "One of the services is not offered any more. Look at those below, and send the"
                " form again."
            )
        },
    )

    def __init__(self, *args, shown, kept=(), **options):
        """``shown``: the ListOnDay with the services; ``kept``: slugs that may stay besides."""
        super().__init__(*args, **options)
        self.gone = [slug for slug in kept if slug not in shown.services]
        gone = list(zip(self.gone, labels_of(self.gone, shown), strict=True))
        self.fields["services"].choices = [*shown.services.items(), *gone]


class SignUpForm(ServicesForm):
    """An address, and which services."""

    address = forms.CharField(
        label=_("E-mail address"),
        error_messages={"required": _("Write the address to which notices should go.")},
    )
    # People do not see it; programs that fill in every field do.
    leave_empty = forms.CharField(label=_("Leave this field empty"), required=False)
    field_order = ["address", "services", "leave_empty"]

    def clean_address(self):
        """The address in the form in which it is kept."""
        return checked_address(self.cleaned_data["address"])

    def clean_leave_empty(self):
        """Refuses what fills in every field."""
        if self.cleaned_data["leave_empty"]:
            raise ValidationError(_("This field is here for programs. Empty it, please."))
        return ""
