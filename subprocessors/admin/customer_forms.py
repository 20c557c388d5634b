"""The forms of customers and of their contract notice addresses."""

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subprocessors.admin.edit_conflicts import EditConflictForm
from subprocessors.admin.forms import DayInput, ReasonField
from subprocessors.customers.contact_addresses import contact_address
from subprocessors.customers.known_services import published_services
from subprocessors.models.mail_addresses import address_key
from subprocessors.models.publication import Change
from subprocessors.models.recipients import Customer, NoticeContact

_WIDE = {"class": "vTextField"}


def service_choices(held):
    """``(slug, words)`` of the published services, then of those in ``held`` that are gone."""
    known = published_services()
    gone = [slug for slug in held if slug not in known]
    words = _("%(slug)s (no longer among your published services; kept)")
    return [*known.items(), *((slug, words % {"slug": slug}) for slug in gone)]


class CustomerForm(EditConflictForm):
    """A customer, with the reason for the edit."""

    services = forms.MultipleChoiceField(
        label=gettext_lazy("Services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Notices concern these. None chosen: all services."),
    )
    change_reason = ReasonField()

    class Meta:
        model = Customer
        fields = ("name", "reference", "promised_number", "promised_kind", "ended_on")
        widgets = {"ended_on": DayInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "services" in self.fields:
            held = self.instance.service_slugs
            self.initial["services"] = held
            field = self.fields["services"]
            field.choices = service_choices(held)
            if not field.choices:
                field.help_text = _("None of your services is published yet: all services.")

    def clean_services(self):
        """The services as the column holds them."""
        return Change.services_column(sorted(self.cleaned_data["services"]))

    def clean(self):
        """Refuses a second customer that could not be told from the first."""
        cleaned = super().clean()
        name, reference = cleaned.get("name"), cleaned.get("reference", "")
        if name is not None and {"name", "reference"} & set(self.changed_data):
            same = Customer.objects.filter(name__iexact=name, reference__iexact=reference)
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error(
                    "reference",
                    _(
                        "There is a customer of this name and reference already. Write another"
                        " reference, or edit that one."
                    ),
                )
        return cleaned


class NoticeContactForm(EditConflictForm):
    """An address within its customer's form. Once saved, it is replaced rather than edited."""

    class Meta:
        model = NoticeContact
        fields = ("address", "source", "source_on")
        widgets = {
            "address": forms.TextInput(attrs={**_WIDE, "autocomplete": "off"}),
            "source_on": DayInput,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "address" in self.fields:
            self.fields["address"].disabled = True
            for name in ("source", "source_on") if self.instance.successor_id else ():
                self.fields[name].disabled = True

    def clean_address(self):
        """One address to which mail can be sent."""
        address = self.cleaned_data["address"]
        return address if self.instance.pk else contact_address(address)


class NoticeContactFormSet(BaseInlineFormSet):
    """The addresses of one customer, each of which stands once."""

    def clean(self):
        """Refuses an address that the customer has, or had."""
        super().clean()
        kept = {address_key(form.instance.address): form.instance for form in self.initial_forms}
        for form in self.extra_forms:
            address = form.cleaned_data.get("address") if form.is_valid() else None
            if not address:
                continue
            other = kept.get(address_key(address))
            if other is not None:
                form.add_error("address", _why_not_again(other))
            kept[address_key(address)] = form.instance


def _why_not_again(other):
    if other.successor_id is None:
        return _("The customer has this address already.")
    words = _("It was replaced by %(heir)s. To go back to it, use “Replace” beside that one.")
    return words % {"heir": other.successor}


class ReplaceContactForm(forms.Form):
    """Asks for the address that follows, where it comes from, and why."""

    address = forms.CharField(
        label=gettext_lazy("New address"),
        max_length=254,
        widget=forms.TextInput(attrs={**_WIDE, "autocomplete": "off"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Where it comes from"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=_WIDE),
        help_text=gettext_lazy("For example: letter of the customer."),
    )
    source_on = forms.DateField(label=gettext_lazy("Dated"), required=False, widget=DayInput)
    reason = ReasonField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True

    def clean_address(self):
        """One address to which mail can be sent."""
        return contact_address(self.cleaned_data["address"])
