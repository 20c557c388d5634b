"""Pages that act on one row of the working list: end, drop, replace, put back.

Each is a page of its own that asks what it must know, calls one use case and says what
happened.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subprocessors.admin.forms import DropForm, LastDayForm, ReplaceForm
from subprocessors.admin.review_form import corrected_number, row_query
from subprocessors.archive.status import ENDED, WITHDRAWN
from subprocessors.front.converters import number_in
from subprocessors.models.publication import Publication
from subprocessors.publishing import editing
from subprocessors.publishing.putting_back import HoldsNoSuchRow, put_back_to, versions_of
from subprocessors.publishing.waiting import today_on_desk


def _today():
    return today_on_desk(at=timezone.now())


def form_of(request, row):
    """The address of the row's form; it goes on with the correction that the request is part of."""
    address = reverse("admin:subprocessors_subprocessor_change", args=[row.pk])
    return address + row_query(corrected_number(request.GET))


def _ask(desk, request, row, *, form_class, title, intro, button, do):
    """A page with a form; ``do(data)`` is the act and gives what to say, and the row to open."""
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            said, opened = do(form.cleaned_data)
        except ValidationError as error:
            for message in error.messages:
                form.add_error(None, message)
        else:
            desk.message_user(request, said, messages.SUCCESS)
            return redirect(form_of(request, opened))
    context = {
        **desk.admin_site.each_context(request),
        "title": title,
        "intro": intro,
        "button": button,
        "form": form,
        "media": desk.media + form.media,
        "opts": desk.opts,
        "original": row,
        "back": form_of(request, row),
    }
    return TemplateResponse(request, "admin/subprocessors/subprocessor/act.html", context)


def end_page(desk, request, row):
    """States the last day."""

    def do(data):
        editing.end(row, last_day=data["last_day"], by=request.user, reason=data["reason"])
        return _("The last day is noted. Customers see it when you publish."), row

    return _ask(
        desk,
        request,
        row,
        form_class=LastDayForm,
        title=_("End the use of %(name)s") % {"name": row.name},
        intro=_("It stays on the list until its last day, and is then listed as no longer used."),
        button=_("State the last day"),
        do=do,
    )


def drop_page(desk, request, row):
    """Drops it before its start."""

    def do(data):
        editing.drop(row, on=_today(), by=request.user, reason=data["reason"])
        if editing.is_published(row.slug):
            return _("Dropped. Customers are told when you publish."), row
        return _("Dropped. It was never published, so customers never see it."), row

    return _ask(
        desk,
        request,
        row,
        form_class=DropForm,
        title=_("Drop %(name)s before its start") % {"name": row.name},
        intro=_(
            "For what was announced and will not be used. It leaves the table; the log says so."
        ),
        button=_("Drop before start"),
        do=do,
    )


def replace_page(desk, request, row):
    """Replaces it by a new row."""

    def do(data):
        successor = editing.replace(
            row,
            name=data["name"],
            effective_on=data["effective_on"],
            last_day=data["last_day"],
            by=request.user,
            reason=data["reason"],
        )
        said = _("Made from %(name)s. Fill in what is its own, then review.") % {"name": row.name}
        return said, successor

    return _ask(
        desk,
        request,
        row,
        form_class=ReplaceForm,
        title=_("Replace %(name)s") % {"name": row.name},
        intro=_("Purpose, data, services and products are taken over; the rest is the new one's."),
        button=_("Make the replacement"),
        do=do,
    )


def put_back_page(desk, request, row):
    """Puts the row back to what a version published."""
    if request.method == "POST":
        number = number_in(request.POST.get("number", ""))
        publication = get_object_or_404(Publication, number=number)
        try:
            if put_back_to(row, publication, by=request.user):
                said = _("Put back to version %(number)s. Review it before you publish.")
                level = messages.SUCCESS
            else:
                said = _("Nothing to put back: it says what version %(number)s published.")
                level = messages.INFO
        except HoldsNoSuchRow:
            said, level = _("Version %(number)s holds no values of this row."), messages.ERROR
        desk.message_user(request, said % {"number": number}, level)
        return redirect(form_of(request, row))
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Put %(name)s back to an earlier version") % {"name": row.name},
        "opts": desk.opts,
        "original": row,
        "versions": versions_of(row.slug),
    }
    return TemplateResponse(request, "admin/subprocessors/subprocessor/put_back.html", context)


def why_not_ended(row, day):
    """Why ``row`` cannot be ended, as it stands on ``day``; "" where it can."""
    status = row.status_on(day)
    if status == WITHDRAWN:
        return _("%(name)s is dropped already.") % {"name": row.name}
    words = _("%(name)s is no longer used, so it cannot be ended.")
    return words % {"name": row.name} if status == ENDED else ""


def why_not_replaced(row, day):
    """Why ``row`` cannot be replaced, as it stands on ``day``; "" where it can."""
    words = _("%(name)s is no longer used, so it cannot be replaced.")
    ended = words % {"name": row.name} if row.status_on(day) == ENDED else ""
    return ended or why_not_ended(row, day)


def why_not_put_back(row, _day):
    """Why ``row`` cannot be put back to an earlier version; "" where it can."""
    if editing.is_published(row.slug):
        return ""
    return _("No version has published %(name)s yet.") % {"name": row.name}


@dataclass(frozen=True)
class RowAct:
    """Something to do with a row: its label, its page, and ``why_not(row, day)``."""

    label: str
    page: Callable
    why_not: Callable


ACTS = {
    "end": RowAct(gettext_lazy("End"), end_page, why_not_ended),
    "drop": RowAct(gettext_lazy("Drop before start"), drop_page, editing.why_not_dropped),
    "replace": RowAct(gettext_lazy("Replace…"), replace_page, why_not_replaced),
    "put-back": RowAct(gettext_lazy("Put back to version…"), put_back_page, why_not_put_back),
}
