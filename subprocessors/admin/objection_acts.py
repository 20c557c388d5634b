"""What legal does about one objection: show the answer, send it, close, open again."""

from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from subprocessors.admin.mail_preview import MAIL_POLICY
from subprocessors.front.converters import number_in
from subprocessors.front.face import current_face
from subprocessors.models.list_on_day import newest_list
from subprocessors.models.objections import Objection
from subprocessors.objecting.closing import (
    NotAnswered,
    answer_objection,
    close_objection,
    reopen_objection,
)
from subprocessors.objecting.objection_mails import answer_mail


def act_on(request, objection):
    """Does what the POST asks (``act``); gives an answer, or None for the page of the objection.

    A text in its place is what stands in the page's field for an answer.
    """
    act, text = request.POST.get("act", ""), request.POST.get("text", "")
    try:
        if act == "edit":
            return text
        if act in ("show", "html"):
            return _shown(request, objection, text, as_html=act == "html")
        if act not in _ACTS:
            raise BadRequest(f"There is no act {act!r}.")
        messages.success(request, _ACTS[act](request, objection))
    except NotAnswered as refusal:
        messages.error(request, str(refusal))
        return text or None
    return None


def seen_in(request):
    """The key of the newest event that the page showed; 0 where it does not say."""
    return number_in(request.POST.get("seen", "")) or 0


def face_of_mails(at):
    """What a mail needs of the company: ``facts`` by name, and ``privacy_notice``. Two queries."""
    shown = newest_list(at=at)
    facts = shown.facts if shown else {}
    return {"facts": facts, "privacy_notice": current_face().privacy_notice}


def _shown(request, objection, text, *, as_html):
    if not text.strip():
        raise NotAnswered(_("Write the answer first."))
    mail = answer_mail(objection, text, **face_of_mails(timezone.now()))
    if as_html:
        return HttpResponse(mail.html, headers={"Content-Security-Policy": MAIL_POLICY})
    context = {
        **admin.site.each_context(request),
        "title": _("Answer to objection %(number)s") % {"number": objection},
        "opts": Objection._meta,
        "objection": objection,
        "mail": mail,
        "text": text,
        "seen": seen_in(request),
    }
    return TemplateResponse(request, "admin/subprocessors/objection/answer.html", context)


def _send(request, objection):
    at = timezone.now()
    text = request.POST.get("text", "")
    seen = seen_in(request)
    answer_objection(objection, text, seen=seen, by=request.user, at=at, **face_of_mails(at))
    return _("The answer goes to %(address)s.") % {"address": objection.address}


def _close(request, objection):
    outcome = request.POST.get("outcome", "")
    if outcome not in Objection.Outcome.values:
        raise NotAnswered(_("Choose the outcome first."))
    words = request.POST.get("words", "")
    close_objection(objection, outcome, words=words, by=request.user, at=timezone.now())
    return _("The objection is closed: %(outcome)s.") % {"outcome": objection.get_outcome_display()}


def _reopen(request, objection):
    words = request.POST.get("words", "")
    if not words.strip():
        raise NotAnswered(_("Say why it is opened again."))
    reopen_objection(objection, words=words, by=request.user, at=timezone.now())
    return _("The objection is open again.")


_ACTS = {"send": _send, "close": _close, "reopen": _reopen}
