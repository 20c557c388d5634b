"""Notices by mail: the form that asks for them, and what the links in mails lead to."""

from subprocessors.front.client_limits import may_send_form
from subprocessors.front.form_pages import FIELD_OF_TOKEN, form_token
from subprocessors.front.security import client_address
from subprocessors.models.recipients import Subscriber
from subprocessors.notifying.link_tokens import MANAGE, link_token
from subprocessors.subscribing.consent import consent_words, labels_of
from subprocessors.subscribing.leaving import leave
from subprocessors.subscribing.signing_up import ask_for_notices
from subprocessors.subscribing.subscriptions import (
    LinkState,
    change_services,
    confirm_subscription,
    confirmation_of,
    is_manage_token,
    subscriber_of,
)
from subprocessors.views.sign_up_form import ServicesForm, SignUpForm
from subprocessors.views.visitor_page import MISTAKEN, TOO_MANY, VisitorPage

State = Subscriber.State
_STATUS = {LinkState.NOT_OURS: 404, LinkState.EXPIRED: 410, LinkState.LEFT_SINCE: 410}


def _page(request):
    return VisitorPage(request, folder="subscribing", section="follow")


def sign_up(request):
    """The form; by POST, the first of the two steps. One answer, whatever the address is."""
    page = _page(request)
    if not page.is_offered:
        return page.show("not_offered", status=404)
    form = SignUpForm(request.POST or None, shown=page.shown)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "form_token": form_token(request), "token_name": FIELD_OF_TOKEN}
        return page.show("sign_up", context, status=MISTAKEN if form.is_bound else 200)
    if not may_send_form(client_address(request), at=page.at):
        return page.show("too_many", status=TOO_MANY)
    ask_for_notices(
        form.cleaned_data["address"],
        form.cleaned_data["services"],
        shown=page.shown,
        privacy_notice=page.face.privacy_notice,
        at=page.at,
    )
    return page.show("asked")


def confirm(request):
    """The second step: a button, and by POST the consent."""
    page = _page(request)
    link = confirmation_of(request.GET.get("t", ""), at=page.at)
    if link.state in _STATUS:
        return page.show("no_such_link", {"link": link.state.value}, status=_STATUS[link.state])
    if link.state is LinkState.OPEN and not page.is_offered:
        return page.show("not_offered", status=404)
    context = {"subscriber": link.subscriber, "manage_token": _manage_token(link.subscriber)}
    if link.state is LinkState.ALREADY:
        return page.show("confirmed", {**context, "is_repeated": True, **_services_in(link, page)})
    words = consent_words(link.subscriber, page.shown)
    if request.method != "POST":
        return page.show("confirm", {**context, "words": words})
    if not confirm_subscription(link, words=words, at=page.at):
        return page.show("left")  # meanwhile, by another request
    return page.show("confirmed", {**context, **_services_in(link, page)})


def manage(request):
    """What a subscriber is told of: shown, and changed by POST."""
    page = _page(request)
    subscriber = subscriber_of(request.GET.get("t", ""))
    if subscriber is None or page.shown is None:
        return _nobody(page)
    if subscriber.state != State.CONFIRMED:
        return page.show("leave", {"subscriber": subscriber})
    kept = subscriber.service_slugs
    posted = request.POST if request.method == "POST" else None
    form = ServicesForm(posted, shown=page.shown, kept=kept, initial={"services": kept})
    context = {"form": form, "subscriber": subscriber}
    if posted is None:
        return page.show("manage", context)
    if not form.is_valid():
        return page.show("manage", context, status=MISTAKEN)
    change_services(subscriber, form.cleaned_data["services"])
    return page.show("manage", {**context, "is_saved": True})


def leave_by_link(request):
    """A button; by POST, also of a mail program (RFC 8058), the end of a subscription."""
    page = _page(request)
    subscriber = subscriber_of(request.GET.get("t", ""))
    if subscriber is None:
        return _nobody(page)
    if request.method != "POST":
        return page.show("leave", {"subscriber": subscriber})
    leave(subscriber, at=page.at)
    return page.show("left", {"is_deleted": subscriber.state == State.UNCONFIRMED})


def _nobody(page):
    """No subscription: the link is not ours (404), or its subscriber is gone already."""
    if is_manage_token(page.request.GET.get("t", "")):
        return page.show("left")
    return page.show("no_such_link", {"link": LinkState.NOT_OURS.value}, status=404)


def _manage_token(subscriber):
    return link_token(MANAGE, subscriber.pk)


def _services_in(link, page):
    return {"services": labels_of(link.subscriber.service_slugs, page.shown) if page.shown else ()}
