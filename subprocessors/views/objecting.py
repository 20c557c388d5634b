"""Objecting to a change of a version, and the answer of the address for objections."""

from django.http import Http404

from subprocessors.front.client_limits import may_send_form
from subprocessors.front.form_pages import FIELD_OF_TOKEN, form_token
from subprocessors.front.security import client_address
from subprocessors.models.publication import Publication
from subprocessors.objecting.address_tests import address_test_in, note_answer
from subprocessors.objecting.meant_changes import meant_changes
from subprocessors.objecting.receiving import receive_objection
from subprocessors.views.objection_form import ObjectionForm
from subprocessors.views.visitor_page import MISTAKEN, TOO_MANY, VisitorPage


def object_to_version(request, number):
    """The form; by POST an objection. One answer, whatever the address is."""
    page = VisitorPage(request, folder="objecting", section="changes")
    version = Publication.objects.filter(number=number).first()
    if version is None or page.shown is None:
        raise Http404
    meant = meant_changes(version, page.shown)
    context = {"version": version, "meant": meant}
    if not meant:
        return page.show("nothing_to_object_to", context, status=404)
    if not page.is_offered:
        return page.show("no_form", context, status=404)
    chosen = {"change": request.GET.get("change", "")}
    form = ObjectionForm(request.POST or None, meant=meant, initial=_known(chosen, meant))
    if request.method != "POST" or not form.is_valid():
        context |= {"form": form, "form_token": form_token(request), "token_name": FIELD_OF_TOKEN}
        return page.show("object", context, status=MISTAKEN if form.is_bound else 200)
    if not may_send_form(client_address(request), at=page.at):
        return page.show("too_many", context, status=TOO_MANY)
    chosen = form.meant[form.cleaned_data["change"]]
    objection = receive_objection(
        chosen,
        **form.values,
        shown=page.shown,
        privacy_notice=page.face.privacy_notice,
        at=page.at,
    )
    return page.show(
        "received",
        {**context, "number": objection.number, "chosen": chosen, "received_at": page.at},
    )


def answer_address_test(request):
    """A button; by POST, that the address for objections is read."""
    page = VisitorPage(request, folder="objecting", section="")
    test = address_test_in(request.GET.get("t", ""), at=page.at)
    if test is None:
        return page.show("no_such_test", status=404)
    if request.method == "POST":
        note_answer(test, at=page.at)
        return page.show("test_answered")
    return page.show("answer_test", {"test": test})


def _known(chosen, meant):
    """``chosen`` where it names one of the changes, for what the form begins with; else {}."""
    known = {str(one.position) for one in meant}
    return chosen if chosen["change"] in known else {}
