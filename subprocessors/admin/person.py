"""A person's data on the desk: looked up by the address, given out as a file, erased."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from subprocessors import wording
from subprocessors.admin.subscribers import MAY_HANDLE, recent_acts
from subprocessors.objecting.keeping import kept_objection, objections_from
from subprocessors.objecting.mentions import mentions_of
from subprocessors.subscribing.erasure import contacts_with, erase_address, kept_contact
from subprocessors.subscribing.person_data import give_out, kept_of


class PersonForm(forms.Form):
    """The address by which somebody is known."""

    address = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={"required": _("Write the person's e-mail address.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_page(request):
    """The page. The address is posted, so that no log holds it; ``act`` says what to do."""
    if not request.user.has_perm(MAY_HANDLE):
        raise PermissionDenied
    form = PersonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form)
    address, act = form.cleaned_data["address"], request.POST.get("act")
    if act == "give":
        return _file(give_out(address, by=request.user, at=timezone.now()))
    if act == "erase":
        _say(request, erase_address(address, by=request.user, at=timezone.now()))
    return _page(request, form, address)


def _page(request, form, address=""):
    found = kept_of(address) if address else None
    context = {
        **admin.site.each_context(request),
        "title": _("A person's data"),
        "form": form,
        "address": address,
        "found": found,
        "is_empty": found and not any(found[name] for name in found if name != "address"),
        "kept": [*_why_all_kept(address)] if address else [],
        "acts": recent_acts(),
    }
    return TemplateResponse(request, "admin/subprocessors/person.html", context)


def _why_all_kept(address):
    """A sentence for each contract address and each objection that an erasure leaves."""
    yield from map(_why_kept, contacts_with(address))
    at, objections = timezone.now(), objections_from(address)
    kept = [found for one in objections if (found := kept_objection(one, at=at))]
    kept += mentions_of(address, "", at=at, but_of=objections).kept
    yield from map(_why_objection_kept, kept)


def _why_objection_kept(kept):
    words = {"number": kept.objection.number}
    if kept.is_on_its_way:
        said = _("An answer to objection %(number)s names it: erase it once that has been sent.")
        return said % words
    if kept.until is None:
        return _("Objection %(number)s is open: close it first.") % words
    words["day"] = wording.day(kept.until.date())
    return _("Objection %(number)s is kept until %(day)s as evidence, then erased.") % words


def _why_kept(contact):
    """A sentence for a contract address that an erasure leaves; "" where it does not."""
    kept = kept_contact(contact, at=timezone.now())
    words = {"customer": contact.customer.name}
    if kept is None:
        return ""
    if kept.until is None:
        return (
            _("The contract with %(customer)s has notices sent to this address. Replace it there.")
            % words
        )
    words["day"] = wording.day(kept.until)
    return (
        _("It is kept until %(day)s as evidence of notices to %(customer)s, then erased.") % words
    )


def _file(text):
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="personal-data.json"'},
    )


def _say(request, erased):
    if erased.mark:
        said = ngettext(
            "The address was erased. It is now called %(mark)s, in %(count)d message.",
            "The address was erased. It is now called %(mark)s, in %(count)d messages.",
            erased.deliveries,
        )
        messages.success(request, said % {"mark": erased.mark, "count": erased.deliveries})
    elif not (erased.kept or erased.kept_objections):
        messages.info(request, _("Nothing is kept under this address."))
    if erased.kept or erased.kept_objections:
        said = _("What a contract needs was not erased; the page says why.")
        messages.warning(request, said)


admin.site.add_page("person/", person_page, name="person")
