"""What the links in mails lead to: confirming, changing, leaving; and links that do not work."""

from datetime import timedelta

import pytest
from django.utils import timezone

from subprocessors.models.outbox import Delivery
from subprocessors.models.outbox_events import Outbox
from subprocessors.models.portal import Portal
from subprocessors.models.recipients import Subscriber
from subprocessors.notifying.confirm_links import confirm_token
from subprocessors.notifying.link_tokens import MANAGE, link_token
from tests.pages import Page, words
from tests.publications import a_row, publish_rows, services
from tests.stories import at
from tests.subscribing import (
    FACTS,
    PRIVACY,
    ReadMail,
    a_portal_to_subscribe_to,
    browser,
    mail_to,
    page_at,
    sign_up,
    subscribe,
    waiting,
)

pytestmark = pytest.mark.django_db
_PAGES = ("confirm", "manage", "leave")
CONFIRM, MANAGE_PAGE, LEAVE = (f"/subscribe/email/{page}/" for page in _PAGES)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(at("2026-11-02"), tick=False)
    a_portal_to_subscribe_to()
    return time_machine


def heading(page):
    return words(page.one("h1"))


def posted(address, **form):
    return Page(browser().post(address, form))


def test_confirming_takes_a_press_of_the_button_and_keeps_words_and_time(clock):
    sign_up("ada@a.example", "chat")
    link = mail_to("ada@a.example").link("confirm")
    clock.move_to(at("2026-11-03"), tick=False)
    page = page_at(link)
    sentence = (
        "I want Example GmbH to tell me by e-mail of changes to its sub-processors that concern"
        " Chat & Talk, or all services. I can end this at any time by the link in each mail."
    )
    assert sentence in page.text
    assert "Notices will go to ada@a.example." in page.text
    assert len(page.all("main//button")) == 1
    assert PRIVACY in [link.get("href") for link in page.all("main//a")]
    assert Subscriber.objects.get().state == "unconfirmed"
    done = posted(link)
    assert heading(done) == "Your subscription is confirmed"
    kept = Subscriber.objects.get()
    assert (kept.state, kept.confirmed_at, kept.consent_words) == (
        "confirmed",
        at("2026-11-03"),
        sentence,
    )
    assert kept.service_slugs == ["chat"]


def test_what_follows_a_link_in_a_mail_changes_nothing():
    mail = subscribe("ada@a.example", "chat")
    before = Subscriber.objects.values().get()
    for address in (mail.link("confirm"), mail.link("manage"), mail.one_click):
        for method in ("get", "head", "options", "put", "delete"):
            getattr(browser(), method)(address)
    assert Subscriber.objects.values().get() == before


def test_pages_of_links_are_kept_by_nobody_and_tell_nobody_their_address():
    mail = subscribe("ada@a.example")
    client = browser()
    for address in (mail.link("confirm"), mail.link("manage"), mail.one_click, CONFIRM):
        for answer in (client.get(address), client.post(address)):
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "no-store" in answer.headers["Cache-Control"]
            assert b"noindex" in answer.content
            assert b"canonical" not in answer.content
    assert not client.cookies


def test_a_browser_that_hides_where_it_comes_from_can_press_the_button():
    """By no-referrer it says "Origin: null" of a form's own page (Fetch standard)."""
    sign_up("ada@a.example")
    link = mail_to("ada@a.example").link("confirm")
    assert browser().post(link, headers={"Origin": "null"}).status_code == 200
    assert Subscriber.objects.get().state == "confirmed"


def test_a_link_that_was_used_says_so_and_keeps_the_first_consent(clock):
    mail = subscribe("ada@a.example")
    first = Subscriber.objects.values().get()
    clock.move_to(at("2026-11-05"), tick=False)
    assert heading(page_at(mail.link("confirm"))) == "Your subscription is confirmed already"
    assert heading(posted(mail.link("confirm"))) == "Your subscription is confirmed already"
    clock.move_to(at("2027-11-05"), tick=False)
    assert heading(page_at(mail.link("confirm"))) == "Your subscription is confirmed already"
    assert Subscriber.objects.values().get() == first


def test_a_confirmation_works_for_seven_days(clock):
    sign_up("ada@a.example")
    link = mail_to("ada@a.example").link("confirm")
    clock.move_to(at("2026-11-09"), tick=False)
    assert heading(page_at(link)) == "Confirm your subscription"
    clock.move_to(at("2026-11-09") + timedelta(seconds=1), tick=False)
    for page in (page_at(link), posted(link)):
        assert page.response.status_code == 410
        assert heading(page) == "This link is too old"
        assert "/subscribe/email/" in [a.get("href") for a in page.all("main//a")]
    assert Subscriber.objects.get().state == "unconfirmed"


def test_a_mail_that_left_late_holds_a_link_that_works_as_long_as_it_says(clock):
    sign_up("ada@a.example")
    clock.move_to(at("2026-11-04"), tick=False)
    link = mail_to("ada@a.example").link("confirm")
    clock.move_to(at("2026-11-11"), tick=False)
    assert posted(link).response.status_code == 200


def test_who_left_is_not_subscribed_again_by_an_old_link(clock):
    mail = subscribe("ada@a.example")
    clock.move_to(at("2026-11-03"), tick=False)
    posted(mail.one_click)
    page = posted(mail.link("confirm"))
    assert page.response.status_code == 410
    assert heading(page) == "You have ended these notices since"
    assert Subscriber.objects.get().state == "left"
    clock.move_to(at("2026-11-04"), tick=False)
    sign_up("ada@a.example", "mail")
    assert Subscriber.objects.get().state == "left"
    assert posted(mail_to("ada@a.example").link("confirm")).response.status_code == 200
    again = Subscriber.objects.get()
    assert (again.state, again.left_at, again.service_slugs) == ("confirmed", None, ["mail"])


def tampered(token):
    """Tokens that look like ``token`` and are not."""
    *head, mac = token.split(".")
    return [
        "",
        "x",
        token[:-1],
        token + "A",
        ".".join([*head, mac[::-1]]),
        ".".join([*head[:-1], str(int(head[-1]) + 1), mac]),
        ".".join([*head[:-1], "0" + head[-1], mac]),
        mac,
        "." * 9,
        "\x00",
        "é.é.é",
        "٣." + mac,
        "9" * 30 + "." + mac,
        token.replace(".", ".\n"),
        "x" * 3_000,
    ]


@pytest.mark.parametrize("name", ["confirm", "manage"])
def test_a_link_that_is_not_ours_says_what_to_do_and_does_nothing(name):
    mail = subscribe("ada@a.example")
    sign_up("bob@a.example")
    before = list(Subscriber.objects.order_by("pk").values())
    token = mail.link(name).partition("t=")[2]
    for page in [CONFIRM] if name == "confirm" else [MANAGE_PAGE, LEAVE]:
        for wrong in tampered(token):
            for answer in (browser().get(page, {"t": wrong}), _post_with(page, wrong)):
                assert answer.status_code == 404, wrong
                shown = Page(answer)
                assert heading(shown) == "This link does not work"
                assert "Open it again from the mail" in shown.text
                assert "privacy@example.com" in shown.text
    assert list(Subscriber.objects.order_by("pk").values()) == before


def _post_with(page, token):
    return browser().post(page, query_params={"t": token})


def test_the_token_of_one_page_opens_no_other():
    mail = subscribe("ada@a.example")
    confirming = mail.link("confirm").partition("t=")[2]
    managing = mail.link("manage").partition("t=")[2]
    assert browser().get(MANAGE_PAGE, {"t": confirming}).status_code == 404
    assert browser().get(LEAVE, {"t": confirming}).status_code == 404
    assert browser().get(CONFIRM, {"t": managing}).status_code == 404
    later = confirming.split(".")
    later[0] = str(int(later[0]) + 1)
    assert browser().get(CONFIRM, {"t": ".".join(later)}).status_code == 404


def test_links_outlive_the_secret_key_but_not_the_key_in_the_database(settings):
    mail = subscribe("ada@a.example")
    settings.SECRET_KEY = "another one of fifty characters and more, 0123456789"
    assert page_at(mail.link("manage")).response.status_code == 200
    Outbox.objects.update(link_key="another")
    assert page_at(mail.link("manage")).response.status_code == 404


def test_managing_shows_and_changes_the_services():
    mail = subscribe("ada@a.example", "chat")
    page = page_at(mail.link("manage"))
    assert "to ada@a.example." in page.text
    boxes = page.all("input[@type='checkbox']")
    boxes = {box.get("value"): "checked" in box.attrib for box in boxes}
    assert boxes == {"chat": True, "mail": False}
    saved = posted(mail.link("manage"), services=["mail", "chat"])
    assert words(saved.one("*[@role='status']")).startswith("Saved.")
    assert Subscriber.objects.get().service_slugs == ["chat", "mail"]
    posted(mail.link("manage"))
    assert Subscriber.objects.get().service_slugs == []


def test_a_service_without_a_label_today_stays_in_the_subscription_and_is_named():
    mail = subscribe("ada@a.example", "chat", "mail")
    publish_rows(
        [a_row("acme")],
        number=2,
        published_at="2026-11-02",
        vocabulary=services(mail="Mail"),
        facts=FACTS,
    )
    page = page_at(mail.link("manage"))
    said = "One service of your subscription is not among those that Example GmbH names today."
    assert said in page.text
    assert "chat not among the services today" in [words(one) for one in page.of_class("choice")]
    posted(mail.link("manage"), services=["chat", "mail"])
    assert Subscriber.objects.get().service_slugs == ["chat", "mail"]
    posted(mail.link("manage"), services=["mail"])
    assert Subscriber.objects.get().service_slugs == ["mail"]
    assert posted(mail.link("manage"), services=["chat"]).response.status_code == 422
    assert Subscriber.objects.get().service_slugs == ["mail"]


@pytest.mark.parametrize("body", [{"List-Unsubscribe": "One-Click"}, {}])
def test_a_mail_program_leaves_by_one_post_without_cookie_or_token(body):
    mail = subscribe("ada@a.example")
    answer = browser().post(mail.one_click, body)
    assert answer.status_code == 200
    left = Subscriber.objects.get()
    assert (left.state, left.left_at) == ("left", timezone.now())


def test_leaving_by_hand_takes_one_button_and_twice_does_no_harm(clock):
    mail = subscribe("ada@a.example")
    page = page_at(mail.one_click)
    assert len(page.all("main//button")) == 1
    assert Subscriber.objects.get().state == "confirmed"
    for day in ("2026-11-04", "2026-11-05"):
        clock.move_to(at(day), tick=False)
        assert heading(posted(mail.one_click)) == "Your notices have ended"
    assert Subscriber.objects.get().left_at == at("2026-11-04")
    for page in (
        page_at(mail.one_click),
        page_at(mail.link("manage")),
        posted(mail.link("manage")),
    ):
        assert heading(page) == "Your notices have ended"
        assert page.response.status_code == 200
    assert Subscriber.objects.get().state == "left"


def a_notice_to(subscriber, state="waiting", **values):
    """A delivery of some notice, beside those of the form."""
    message = Delivery.objects.filter(subscriber=subscriber).first().message
    message.pk, message.purpose = None, "notice"
    message.save()
    values = {"due_at": timezone.now(), "give_up_at": timezone.now(), **values}
    return Delivery.objects.create(
        message=message,
        subscriber=subscriber,
        address=subscriber.address,
        state=state,
        **values,
    )


def test_what_waits_for_somebody_who_leaves_is_not_sent():
    mail = subscribe("ada@a.example")
    subscriber = Subscriber.objects.get()
    states = ("waiting", "in_doubt", "stopped", "accepted", "refused")
    due = {"stopped": None, "accepted": None, "refused": None}
    notices = {
        state: a_notice_to(subscriber, state, due_at=due.get(state, timezone.now()))
        for state in states
    }
    in_flight = a_notice_to(subscriber, "sending", claim="x")
    posted(mail.one_click)
    after = {state: Delivery.objects.get(pk=one.pk) for state, one in notices.items()}
    assert {state: one.state for state, one in after.items()} == {
        "waiting": "not_told",
        "in_doubt": "in_doubt",
        "stopped": "not_told",
        "accepted": "accepted",
        "refused": "refused",
    }
    assert all(one.due_at is None for one in after.values())
    in_flight.refresh_from_db()
    assert (in_flight.state, in_flight.claim) == ("sending", "x")


def test_an_address_that_was_never_confirmed_can_be_deleted_at_once():
    sign_up("ada@a.example")
    mail = mail_to("ada@a.example")
    page = page_at(mail.link("manage"))
    assert heading(page) == "Delete this address"
    assert heading(posted(mail.one_click)) == "The address is deleted"
    assert not Subscriber.objects.exists()
    (delivery,) = Delivery.objects.all()
    assert delivery.address.startswith("erased-")
    assert (delivery.state, delivery.subscriber) == ("not_told", None)
    assert heading(posted(mail.one_click)) == "Your notices have ended"
    assert heading(page_at(mail.link("confirm"))) == "This link is too old"


def test_without_a_privacy_notice_nobody_confirms_but_everybody_can_leave():
    mail = subscribe("ada@a.example", "chat")
    sign_up("bob@a.example")
    link = mail_to("bob@a.example").link("confirm")
    Portal.objects.update(privacy_notice="")
    for page in (page_at(link), posted(link)):
        assert page.response.status_code == 404
    assert Subscriber.objects.get(address="bob@a.example").state == "unconfirmed"
    assert posted(mail.link("manage")).response.status_code == 200
    posted(mail.one_click)
    assert Subscriber.objects.get(address="ada@a.example").state == "left"


def test_the_mail_says_in_text_and_html_what_it_is_and_how_to_be_rid_of_it():
    sign_up("ada@a.example")
    mail = mail_to("ada@a.example")
    assert mail.subject == "Example GmbH: please confirm that you want notices by e-mail"
    for said in (
        "Somebody, probably you, asked that Example GmbH write to this address",
        "The link works for 7 days.",
        "this address is deleted after 7 days",
        PRIVACY,
        "Hafenstraße 12",
        "privacy@example.com",
    ):
        assert said in mail.text
        assert said in mail.html
    for remote in ("<img", "src=", "@import", "url(", "<link"):
        assert remote not in mail.html
    assert all(len(line) <= 998 for line in mail.data.split(b"\r\n"))


def test_a_name_of_ten_thousand_letters_breaks_no_mail():
    publish_rows(
        [a_row("acme")],
        number=2,
        published_at="2026-11-02",
        facts={**FACTS, "organisation": "Bad\r\nBcc: eve@b.example " + "ü" * 10_000},
    )
    sign_up("ada@a.example")
    (delivery,) = waiting()
    mail = ReadMail(delivery)
    assert mail.message["Bcc"] is None
    assert mail.to == "ada@a.example"
    assert posted(mail.link("confirm")).response.status_code == 200


def test_a_link_that_no_mail_holds_any_more_leads_to_the_form():
    """The row is gone: removed after seven days, or erased."""
    page = page_at(f"{CONFIRM}?t={confirm_token(99, timezone.now())}")
    assert page.response.status_code == 410
    managed = page_at(f"{MANAGE_PAGE}?t={link_token(MANAGE, 99)}")
    assert heading(managed) == "Your notices have ended"


def test_the_very_mail_can_be_made_again_after_the_portal_has_moved(settings):
    sign_up("ada@a.example")
    mail = mail_to("ada@a.example")
    settings.PUBLIC_URL = "https://elsewhere.example"
    assert mail_to("ada@a.example").data == mail.data
