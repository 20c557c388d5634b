"""Confirming that a notice was received, by the link that stands in it."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import IntegrityError, connection, transaction

from subprocessors.archive import triggers
from subprocessors.ledger.acknowledging import MOST_NAMES, acknowledge
from subprocessors.models.acknowledgements import Acknowledgement
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.recipients import Customer, NoticeContact
from subprocessors.notifying.addressing import letter_of
from subprocessors.notifying.link_tokens import ACKNOWLEDGE, link_token
from subprocessors.publishing import publish
from subprocessors.publishing.redacting import redact
from subprocessors.subscribing.blanking_recipients import is_mark
from subprocessors.subscribing.clearing import clear_expired
from subprocessors.subscribing.person_data import kept_of
from tests.pages import Page
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import TOLD_AT, add_row, at, make_portal
from tests.subscribing import ReadMail, browser

pytestmark = pytest.mark.django_db
PAGE = "/subscribe/email/acknowledge/"
LATER = TOLD_AT + timedelta(days=2, hours=3)


@pytest.fixture
def notice(time_machine):
    """The notice of version 2 to legal@acme.example, as its Delivery."""
    time_machine.move_to(LATER, tick=False)
    make_portal(notice_days=30)
    add_row("Bolt", effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    a_contact(a_customer("Acme"), "legal@acme.example")
    a_subscriber("reader@b.example")
    add_row("Mistral AI", effective_on="2026-12-15")
    publish(at=TOLD_AT)
    return Delivery.objects.get(address="legal@acme.example")


def link_in(delivery):
    return ReadMail(delivery).link("acknowledge")


def confirmed():
    return [(one.delivery.address, one.name, one.at) for one in Acknowledgement.objects.all()]


def test_the_link_shows_the_notice_and_the_button_confirms_it(notice):
    link = link_in(notice)
    shown = browser().get(link)
    page = Page(shown)
    assert "The notice of version 2 was sent to legal@acme.example." in page.text
    assert "Example Cloud: Mistral AI from 15 December 2026" in page.text
    assert "does not mean that you agree" in page.text
    assert confirmed() == []  # scanners open every link
    assert not shown.cookies
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in shown.headers["Cache-Control"]
    done = browser().post(link, {"name": "  J.   Doe "})
    assert done.status_code == 200
    assert not done.cookies
    assert "The receipt is confirmed" in Page(done).text
    assert "You gave the name J. Doe." in Page(done).text
    assert confirmed() == [("legal@acme.example", "J. Doe", LATER)]


def test_a_name_need_not_be_given(notice):
    assert browser().post(link_in(notice)).status_code == 200
    assert confirmed() == [("legal@acme.example", "", LATER)]


def test_only_a_get_and_a_post_are_answered_and_head_confirms_nothing(notice):
    link = link_in(notice)
    assert browser().head(link).status_code == 200
    assert browser().put(link).status_code == 405
    assert confirmed() == []


def test_a_second_name_is_added_and_the_same_one_is_not(notice):
    link = link_in(notice)
    browser().post(link, {"name": "J. Doe"})
    again = Page(browser().post(link, {"name": "J. Doe"}))
    assert "The receipt was confirmed already" in again.text
    assert "It was confirmed on 4 November 2026, 12:14 CET. Nothing was added." in again.text
    assert "confirmed already" in Page(browser().post(link)).text
    browser().post(link, {"name": "A. Roe"})
    assert [name for _address, name, _at in confirmed()] == ["J. Doe", "A. Roe"]
    opened = Page(browser().get(link)).text
    assert "The receipt was confirmed on 4 November 2026, 12:14 CET." in opened
    assert "Doe" not in opened  # the link may have been passed on


def test_a_link_that_was_passed_on_fills_nothing(notice):
    for number in range(MOST_NAMES + 3):
        acknowledge(notice, name=f"Name {number}", at=LATER)
    assert Acknowledgement.objects.count() == MOST_NAMES


@pytest.mark.parametrize(
    "name", ["J.\u202eeoD", "\x07Doe", "Doe\0", "x" * 101, "\u2066Doe\u2069", "a\ue000b"]
)
def test_a_name_that_deceives_or_is_too_long_is_refused(notice, name):
    refused = browser().post(link_in(notice), {"name": name})
    assert refused.status_code == 422
    assert "Nothing was confirmed yet." in Page(refused).text
    assert confirmed() == []


def test_a_name_that_looks_like_markup_or_a_formula_is_shown_as_it_is(notice):
    name = '=cmd|"<b>x</b>"'
    page = Page(browser().post(link_in(notice), {"name": name}))
    assert f"You gave the name {name}." in page.text
    assert confirmed()[0][1] == name


@pytest.mark.parametrize(
    "token", ["", "x", "1.abc", "99999999999999999999.abc", "\u0661.abc", "1\0.abc"]
)
def test_a_link_that_is_not_ours_says_so(notice, token):
    answer = browser().post(f"{PAGE}?t={quote(token)}")
    assert answer.status_code == 404
    assert "This link does not work" in Page(answer).text


def test_a_link_for_one_thing_opens_nothing_else(notice):
    manage = link_token("manage", notice.pk)
    assert browser().get(PAGE, {"t": manage}).status_code == 404
    token = link_token(ACKNOWLEDGE, notice.pk)
    assert browser().get("/subscribe/email/manage/", {"t": token}).status_code == 404
    other = f"{notice.pk + 1}.{token.partition('.')[2]}"
    assert browser().get(PAGE, {"t": other}).status_code == 404


def test_after_the_address_was_erased_nothing_of_it_comes_back(notice):
    link = link_in(notice)
    Delivery.objects.filter(pk=notice.pk).update(address="erased-0f3a52c1b9de")
    for answer in (browser().get(link), browser().post(link, {"name": "J. Doe"})):
        page = Page(answer)
        assert answer.status_code == 410
        assert "This link has ended" in page.text
        assert "acme.example" not in page.source
        assert "erased-" not in page.source
    assert confirmed() == []


def test_of_a_redacted_notice_only_the_version_is_named(notice):
    link = link_in(notice)
    redact("Mistral", why="Erasure", by="ada", at=LATER)
    page = Page(browser().get(link))
    assert "The notice of version 2 was sent to legal@acme.example." in page.text
    assert "Mistral" not in page.source


def test_subscribers_have_no_such_link(notice):
    mail = ReadMail(Delivery.objects.get(address="reader@b.example"))
    assert "acknowledge" not in mail.data.decode()


def test_the_link_works_after_the_portal_moved_and_its_key_of_sign_in_changed(notice, settings):
    link = link_in(notice)
    settings.SECRET_KEY = "another one, of fifty characters or more, made just now"
    assert browser().get(link).status_code == 200


def test_a_message_from_before_has_no_link_and_is_sent_all_the_same(notice):
    old = StoredMessage.objects.create(
        purpose="notice",
        audience="contacts",
        language="en-gb",
        subject="Old",
        publication_id=2,
        made_at=TOLD_AT,
        **StoredMessage.pack(b"To: [[place:to]]\r\n\r\nHello\r\n"),
    )
    notice.message, notice.dated_at = old, TOLD_AT
    assert letter_of(notice).data == b"To: legal@acme.example\r\n\r\nHello\r\n"


def test_a_confirmation_is_written_once_and_never_changed(notice):
    one = acknowledge(notice, name="J. Doe", at=LATER)
    for change in (
        lambda: Acknowledgement.objects.update(name="A. Roe"),
        lambda: Acknowledgement.objects.filter(pk=one.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="record of a confirmation"), transaction.atomic():
            change()


def test_what_is_replaced_or_has_left_confirms_all_the_same(notice):
    link = link_in(notice)
    heir = a_contact(notice.contact.customer, "new@acme.example")
    NoticeContact.objects.filter(pk=notice.contact_id).update(successor=heir)
    Customer.objects.update(ended_on="2026-11-03")
    assert browser().post(link, {"name": "J. Doe"}).status_code == 200
    assert confirmed()[0][0] == "legal@acme.example"


def test_the_name_goes_with_the_evidence_of_the_contract(notice, settings, time_machine):
    link = link_in(notice)
    acknowledge(notice, name="", at=LATER)
    acknowledge(notice, name="J. Doe", at=LATER)
    Delivery.objects.filter(pk=notice.pk).update(state="accepted", due_at=None, settled_at=LATER)
    Customer.objects.update(ended_on="2026-11-30")
    clear_expired(at=at("2030-01-01"))
    assert [name for _address, name, _at in confirmed()] == ["", "J. Doe"]
    clear_expired(at=at("2037-01-01"))
    (_same, unnamed, _at), (address, name, when) = confirmed()
    assert is_mark(address)
    assert (name, when, unnamed) == (address, LATER, "")
    assert triggers.missing(connection) == []
    assert browser().get(link).status_code == 410


def test_what_is_kept_of_an_address_names_who_confirmed(notice):
    acknowledge(notice, name="J. Doe", at=LATER)
    [message] = kept_of("legal@acme.example")["messages"]
    assert message["receipt_confirmed"] == [
        {"at": "2026-11-04T11:14:00+00:00", "name_given": "J. Doe"}
    ]
