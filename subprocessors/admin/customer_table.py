"""Customers and addresses as a table on the desk: read from a file, and written to one."""

import base64
import zlib
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from subprocessors.customers.contact_columns import COLUMNS, KIND_WORDS
from subprocessors.customers.contact_export import CSV_TYPE, SHEET_TYPE, export_contacts
from subprocessors.customers.contact_import import (
    ContactsOutdated,
    bring_in_contacts,
    compare_contacts,
)
from subprocessors.customers.shown_steps import shown_difference
from subprocessors.importing.reading.files import Unreadable

#: Whoever takes addresses out, or brings them in, may edit them.
MAY_EDIT_CUSTOMERS = ("subprocessors.change_customer", "subprocessors.change_noticecontact")
#: The file travels with the page (signed, packed), within what Django takes in one form.
_MOST_SIGNED = 2 * 1024 * 1024
#: 20,000 rows, which take some ten seconds.
_MOST_UPLOADED = 2 * 1024 * 1024
_TOO_LARGE = "{}: is too large for this page. Use manage.py importcustomers, or split the file."
_SALT = "subprocessors.customers"
_DAY_SECONDS = 24 * 60 * 60
_MOST_PROBLEMS = 100


class ContactFileForm(forms.Form):
    """Asks for a file."""

    file = forms.FileField(
        label=gettext_lazy("A file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=gettext_lazy("CSV or Excel (.xlsx), one row per address."),
    )


@dataclass(frozen=True)
class ChosenContacts:
    """A file's content and its name; travels with the page, signed, so that nothing is stored."""

    name: str
    data: bytes

    def signed(self):
        """The content as one text. Raises Unreadable where it is too large for a page."""
        packed = base64.b64encode(zlib.compress(self.data, 6)).decode()
        if len(packed) > _MOST_SIGNED:
            raise Unreadable(_TOO_LARGE.format(self.name))
        return signing.dumps({"name": self.name, "data": packed}, salt=_SALT)

    @classmethod
    def from_signed(cls, text):
        """What was signed. Raises Unreadable for other texts, or after a day."""
        try:
            content = signing.loads(text, salt=_SALT, max_age=_DAY_SECONDS)
        except signing.BadSignature as error:
            raise Unreadable(_("This page is too old. Choose the file again.")) from error
        return cls(content["name"], zlib.decompress(base64.b64decode(content["data"])))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def customers_import(request):
    """The steps of an import: choose a file, see what differs, save."""
    _require_editor(request)
    if request.method != "POST":
        return _file_page(request, ContactFileForm())
    form = ContactFileForm(request.POST, request.FILES)
    try:
        if "source" in request.POST:
            chosen = ChosenContacts.from_signed(request.POST["source"])
            return _brought_in(request, chosen)
        if form.is_valid():
            chosen = _read(form.cleaned_data["file"])
            found = compare_contacts(chosen.data, name=chosen.name)
            return _difference_of_file(request, chosen, found)
    except Unreadable as refusal:
        return _file_page(request, ContactFileForm(), problems=refusal.problems)
    return _file_page(request, form)


def _read(upload):
    """The ChosenContacts of an uploaded file. Raises Unreadable where it is too large."""
    if upload.size > _MOST_UPLOADED:
        raise Unreadable(_TOO_LARGE.format(upload.name))
    return ChosenContacts(upload.name, upload.read())


def _require_editor(request):
    if not request.user.has_perms(MAY_EDIT_CUSTOMERS):
        raise PermissionDenied


def _table_page(request, template, **more):
    context = {**admin.site.each_context(request), "title": _("Import customers"), **more}
    return TemplateResponse(request, f"admin/subprocessors/customer/{template}.html", context)


def _file_page(request, form, problems=()):
    return _table_page(
        request,
        "import_file",
        form=form,
        problems=list(problems)[:_MOST_PROBLEMS],
        more_problems=max(len(problems) - _MOST_PROBLEMS, 0),
        columns=COLUMNS,
        kinds=list(KIND_WORDS.values()),
    )


def _difference_of_file(request, chosen, found):
    return _table_page(
        request,
        "import_difference",
        chosen=chosen,
        signed=chosen.signed(),
        found=found,
        shown=shown_difference(found),
    )


def _brought_in(request, chosen):
    seen = request.POST.get("seen", "")
    try:
        found = bring_in_contacts(chosen.data, name=chosen.name, by=request.user, seen=seen)
    except ContactsOutdated as refusal:
        words = _(
            "Not saved yet: somebody has edited customers since. Below is what would be saved now;"
            " press the button again."
        )
        messages.warning(request, words)
        return _difference_of_file(request, chosen, refusal.found)
    count = len(found.customers) + len(found.contacts) + len(found.replaced)
    said = ngettext("%d entry was saved.", "%d entries were saved.", count) % count
    messages.success(request, said)
    return redirect("admin:subprocessors_customer_changelist")


@never_cache
@require_POST
def customers_export(request):
    """All customers and addresses as CSV or Excel, by POST; who took them is written down."""
    _require_editor(request)
    at, as_sheet = timezone.now(), request.POST.get("form") == "xlsx"
    name = f"customers-{at:%Y-%m-%d}.{'xlsx' if as_sheet else 'csv'}"
    return HttpResponse(
        export_contacts(by=request.user, at=at, as_sheet=as_sheet),
        content_type=SHEET_TYPE if as_sheet else CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


admin.site.add_page("customers/import/", customers_import, name="customers-import")
