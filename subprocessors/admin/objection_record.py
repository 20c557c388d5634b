"""Recording an objection that did not come through the form."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from subprocessors import wording
from subprocessors.admin.forms import DayInput
from subprocessors.admin.review import require_permission
from subprocessors.models.mail_addresses import checked_address
from subprocessors.models.objections import Objection
from subprocessors.models.publication import Change
from subprocessors.objecting.receiving import record_objection
from subprocessors.publishing.waiting import today_on_desk
from subprocessors.views.objection_form import LONGEST_GROUNDS

#: Of so many versions the changes are offered, the newest first; any other by its own page.
_OFFERED = 20
_WIDE = {"class": "vTextField"}


class RecordObjectionForm(forms.Form):
    """What was written, by whom, when it came, and which change it means."""

    change = forms.ChoiceField(label=gettext_lazy("Change that is meant"))
    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        widget=DayInput,
        help_text=gettext_lazy("The day on which it reached you. By it, it is in time or late."),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"), max_length=300, widget=forms.TextInput(_WIDE)
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, required=False, widget=forms.TextInput(_WIDE)
    )
    address = forms.CharField(
        label=gettext_lazy("E-mail address"),
        required=False,
        widget=forms.TextInput(_WIDE),
        help_text=gettext_lazy(
            "To which you answer. If it is a contract notice address, the days of that customer"
            " hold."
        ),
    )
    grounds = forms.CharField(
        label=gettext_lazy("What was written"),
        max_length=LONGEST_GROUNDS,
        required=False,
        widget=forms.Textarea({"rows": 8, "class": "vLargeTextField"}),
    )

    def __init__(self, *args, changes, **options):
        """``changes``: the Changes that are offered, the newest version first."""
        super().__init__(*args, **options)
        self._changes = {f"{one.publication_id}-{one.position}": one for one in changes}
        self.fields["change"].choices = _grouped(self._changes)

    def clean_change(self):
        """The Change itself."""
        return self._changes[self.cleaned_data["change"]]

    def clean_address(self):
        """The address as mail servers take it; "" where there is none."""
        text = self.cleaned_data["address"]
        return checked_address(text) if text else ""

    def clean(self):
        """Refuses a day to come, and one before the version was published."""
        cleaned = super().clean()
        day, change = cleaned.get("received_on"), cleaned.get("change")
        if day and day > today_on_desk(at=timezone.now()):
            self.add_error("received_on", ValidationError(_("This day is still to come.")))
        elif day and change and day < change.publication.published_on:
            published = wording.day(change.publication.published_on)
            said = _("The version was published on %(day)s, later than this.")
            self.add_error("received_on", ValidationError(said % {"day": published}))
        return cleaned


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record_page(request):
    """The form; with ``?version=12`` for that version alone."""
    require_permission(request, "subprocessors.add_objection")
    changes = _offered(request.GET.get("version", ""))
    form = RecordObjectionForm(
        request.POST if request.method == "POST" else None,
        changes=changes,
        initial={"received_on": today_on_desk(at=timezone.now())},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        change = values.pop("change")
        objection = record_objection(change, **values, by=request.user, at=timezone.now())
        said = _("It is recorded as objection %(number)s.") % {"number": objection}
        messages.success(request, said)
        return redirect("admin:subprocessors_objection_change", objection.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Record an objection received by e-mail"),
        "intro": _(
            "For what reached you by e-mail or by letter. Nothing is sent; answer it on its page."
        ),
        "button": _("Record it"),
        "form": form,
        "media": form.media,
        "opts": Objection._meta,
        "back": reverse("admin:subprocessors_objection_changelist"),
    }
    return TemplateResponse(request, "admin/subprocessors/objection/record.html", context)


def _offered(number):
    changes = Change.objects.filter(material=True).exclude(slug="")
    if number.isascii() and number.isdigit() and len(number) < 10:
        changes = changes.filter(publication=int(number))
    newest = changes.order_by("-publication_id").values_list("publication_id", flat=True)
    numbers = list(newest.distinct()[:_OFFERED])
    found = changes.filter(publication__in=numbers).select_related("publication")
    return found.order_by("-publication_id", "position")


def _grouped(changes):
    """The choices, under the version of each."""
    groups = {}
    for key, change in changes.items():
        words = {
            "name": change.name,
            "kind": change.get_kind_display(),
            "day": wording.day(change.effective_on),
        }
        said = _("%(kind)s: %(name)s, from %(day)s") % words
        day = wording.day(change.publication.published_on)
        group = _("%(version)s of %(day)s") % {"version": change.publication, "day": day}
        groups.setdefault(group, []).append((key, said))
    return [("", "---------"), *groups.items()]
