"""The ledger on the desk: who was sent which notice, in time or not, and who confirmed it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from subprocessors.admin.ledger_lines import shown_line
from subprocessors.admin.review import require_permission
from subprocessors.admin.review_page import MAY_PUBLISH
from subprocessors.ledger.line_table import table_pieces
from subprocessors.ledger.lines import ledger_lines
from subprocessors.ledger.questions import CONFIRMED, NO, RECIPIENTS, TIMES, LedgerQuestion
from subprocessors.ledger.reminding import remind, remindable
from subprocessors.models.address_acts import AddressAct, record_act
from subprocessors.models.outbox import Delivery
from subprocessors.models.publication import Publication
from subprocessors.notifying.sending_again import CannotSendAgain

#: Whose names and letters stand in the ledger, and who sees the addresses of either kind.
MAY_SEE_LEDGER = ("subprocessors.view_delivery", "subprocessors.view_customer")
_MAY_SEE_CONTACTS, _MAY_SEE_SUBSCRIBERS = (
    "subprocessors.view_noticecontact",
    "subprocessors.view_subscriber",
)
_SHOWN = 50
#: So many are counted; beyond it, it says that there are more.
_MOST_COUNTED = 100_000
_ANY = [("", gettext_lazy("all"))]


class LedgerForm(forms.Form):
    """What is asked of the ledger."""

    q = forms.CharField(label=gettext_lazy("Customer or address"), required=False, max_length=300)
    version = forms.IntegerField(
        label=gettext_lazy("Version"), required=False, min_value=1, max_value=2**31 - 1
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[*_ANY, *Delivery.State.choices]
    )
    timing = forms.ChoiceField(label=gettext_lazy("Time"), required=False, choices=[*_ANY, *TIMES])
    confirmed = forms.ChoiceField(
        label=gettext_lazy("Receipt"), required=False, choices=[*_ANY, *CONFIRMED]
    )
    recipients = forms.ChoiceField(
        label=gettext_lazy("Sent to"), required=False, choices=[*_ANY, *RECIPIENTS]
    )
    customer = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    after = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )

    def question(self, *, by_address):
        """The LedgerQuestion that was asked."""
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        asked.pop("after", None)
        words = " ".join(asked.pop("q", "").split())
        return LedgerQuestion(**asked, words=words, by_address=by_address)

    @property
    def asked(self):
        """The query of what was asked, without the page."""
        values = self.cleaned_data.items()
        return {name: value for name, value in values if value and name != "after"}


@never_cache
@require_http_methods(["GET", "HEAD"])
def ledger(request):
    """The lines that answer what was asked, 50 a page, the newest first."""
    require_ledger(request)
    form = LedgerForm(request.GET)
    page = _page(request, form) if form.is_valid() else {}
    context = {
        **admin.site.each_context(request),
        "title": _("Who was told"),
        "form": form,
        **page,
        "waits": None,  # what is not published yet has nothing to say here, and costs much
    }
    return TemplateResponse(request, "admin/subprocessors/ledger.html", context)


@never_cache
@require_POST
def ledger_remind(request, number):
    """Reminds, once, each contract address that has not confirmed the notice of a version."""
    require_permission(request, MAY_PUBLISH)
    publication = get_object_or_404(Publication, number=number)
    try:
        count = remind(publication, by=request.user, at=timezone.now())
    except CannotSendAgain as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext(
            "%(count)d address is reminded.", "%(count)d addresses are reminded.", count
        )
        messages.success(request, said % {"count": count})
    return redirect(f"{reverse('admin:ledger')}?version={number}&confirmed=no")


def _page(request, form):
    """The lines of a page, and how many there are in all."""
    deliveries, after = _asked(request, form), form.cleaned_data["after"]
    lines = list(_lines(request, deliveries, after=after, most=_SHOWN + 1))
    is_whole = not after and len(lines) <= _SHOWN
    count = len(lines) if is_whole else deliveries.order_by()[: _MOST_COUNTED + 1].count()
    following = ""
    if len(lines) > _SHOWN:
        lines.pop()
        following = urlencode({**form.asked, "after": lines[-1].delivery.pk})
    return {
        "lines": [shown_line(line) for line in lines],
        "count": min(count, _MOST_COUNTED),
        "is_more": count > _MOST_COUNTED,
        "asked": urlencode(form.asked),
        "next": following,
        "is_first": not after,
        "to_remind": _to_remind(request, form),
    }


def _to_remind(request, form):
    """How many can be reminded of the version that is looked at; 0 where nobody asked for that."""
    asked = form.asked
    if asked.keys() != {"version", "confirmed"} or asked["confirmed"] != NO:
        return 0
    publication = Publication.objects.filter(number=asked["version"]).first()
    if publication is None or not request.user.has_perm(MAY_PUBLISH):
        return 0
    return remindable(publication, at=timezone.now()).count()


def _asked(request, form):
    return form.question(by_address=_sees_all(request)).deliveries()


@never_cache
@require_POST
def ledger_export(request):
    """All lines that answer what was asked, as CSV, streamed; who took them is written down."""
    require_ledger(request)
    form = LedgerForm(request.POST)
    if not form.is_valid():
        raise PermissionDenied("The ledger cannot be asked so.")
    at = timezone.now()
    deliveries = _asked(request, form)
    record_act(
        AddressAct.What.EXPORTED, by=request.user, at=at, count=deliveries.order_by().count()
    )
    return StreamingHttpResponse(
        table_pieces(_lines(request, deliveries)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="ledger-{at:%Y-%m-%d}.csv"'},
    )


def require_ledger(request):
    """Raises PermissionDenied where the ledger is not for whoever asks."""
    if not request.user.has_perms(MAY_SEE_LEDGER):
        raise PermissionDenied


def _sees_all(request):
    return request.user.has_perms((_MAY_SEE_CONTACTS, _MAY_SEE_SUBSCRIBERS))


def _lines(request, deliveries, **more):
    return ledger_lines(deliveries, shown_address=address_for(request.user), **more)


def address_for(user):
    """A function from a Delivery to its address, as far as ``user`` may see it."""
    sees_contacts = user.has_perm(_MAY_SEE_CONTACTS)
    sees_subscribers = user.has_perm(_MAY_SEE_SUBSCRIBERS)

    def shown(delivery):
        sees = sees_contacts if delivery.contact_id else sees_subscribers
        return delivery.address if sees else _("(address not shown)")

    return shown


admin.site.add_page("ledger/", ledger, name="ledger")
admin.site.add_page("ledger/export/", ledger_export, name="ledger-export")
admin.site.add_page("ledger/remind/<int:number>/", ledger_remind, name="ledger-remind")
