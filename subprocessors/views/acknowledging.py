"""The page behind the link of a notice: a button that confirms its receipt."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from subprocessors import wording
from subprocessors.ledger.acknowledging import Receipt, acknowledge, notice_of
from subprocessors.models.acknowledgements import LONGEST_NAME
from subprocessors.models.names import unseen_in
from subprocessors.views.visitor_page import MISTAKEN, VisitorPage

_STATUS = {Receipt.NOT_OURS: 404, Receipt.ERASED: 410}
_PLAIN_NAME = _("Write the name in one line, without control characters.")


class AcknowledgeForm(forms.Form):
    """Who confirms; it may be left empty."""

    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=LONGEST_NAME,
        error_messages={
            "max_length": _("Write at most 100 characters."),
            "null_characters_not_allowed": _PLAIN_NAME,
        },
    )

    def clean_name(self):
        """The name in NFC, blanks squeezed. Refuses what cannot be seen and may deceive."""
        name = unicodedata.normalize("NFC", " ".join(self.cleaned_data["name"].split()))
        if unseen_in(name) or not name.isprintable():
            raise ValidationError(_PLAIN_NAME)
        return name


def confirm_receipt(request):
    """The notice and a button; by POST the confirmation. Opening the page confirms nothing."""
    page = VisitorPage(request, folder="acknowledging", section="")
    found = notice_of(request.GET.get("t", ""))
    if found.state in _STATUS:
        context = {"is_erased": found.state is Receipt.ERASED}
        return page.show("no_notice", context, status=_STATUS[found.state])
    form = AcknowledgeForm(request.POST if request.method == "POST" else None)
    context = _context(found, form)
    if request.method != "POST":
        return page.show("acknowledge", context)
    if not form.is_valid():
        return page.show("acknowledge", context, status=MISTAKEN)
    made = acknowledge(found.delivery, name=form.cleaned_data["name"], at=page.at)
    return page.show("acknowledged", {**context, "made": made})


def _context(found, form):
    publication, before = found.delivery.message.publication, found.confirmed_at
    return {
        "delivery": found.delivery,
        "publication": publication,
        "form": form,
        "confirmed": before and wording.day_and_time(before, publication.time_zone),
    }
