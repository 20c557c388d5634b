"""What a mail server reports of a message that it could not deliver, and what becomes of it."""

import io
import re
import tracemalloc
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from subprocessors.customers.reach import customers_on, without_reach
from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.models.outbox_events import Outbox
from subprocessors.notifying import bounce_reports
from subprocessors.notifying.bounce_addresses import envelope_sender
from subprocessors.notifying.mail_server import bounce_mailbox, mail_sender
from subprocessors.notifying.mail_state import mail_state
from subprocessors.notifying.sender_mark import allow_sending
from subprocessors.notifying.sending import Sender
from subprocessors.subscribing.erasure import erase_address
from tests import mail_servers
from tests.bounces import auto_reply, exchange, exim, gmail, postfix, qmail, report
from tests.mail_servers import serving
from tests.outbox import NOW, a_delivery
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import make_portal

pytestmark = pytest.mark.django_db
JANE = "jane.doe@c.example"
FROM = mail_sender("Octo Cloud <notices@octo.example>")
UNCERTAIN = "It does not say for certain that a message failed. Nothing is changed.\n"


@pytest.fixture(autouse=True)
def portal(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MAIL_FROM = FROM
    settings.BOUNCE_ADDRESS = "bounce@octo.example"
    make_portal()
    allow_sending(by="ada", at=NOW)


@pytest.fixture
def read(monkeypatch, capsys):
    def run(source, *words):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(source)))
        call_command("readbounce", *words)
        return capsys.readouterr().out

    return run


def refusal(read, source, *words):
    """The exit code and the sentence of a message that is refused."""
    with pytest.raises(CommandError) as refused:
        read(source, *words)
    return refused.value.returncode, str(refused.value)


def taken(address=JANE, **values):
    """A delivery that the mail server took, and the address that its bounces go to."""
    one = a_delivery(address, **{"state": "accepted", "due_at": None, **values})
    return one, envelope_sender(one.pk, FROM)


def state(delivery):
    delivery.refresh_from_db()
    return delivery.state


def kept(delivery):
    [attempt] = delivery.attempts.filter(phase="bounce")
    return attempt.host, attempt.code, attempt.answer


# The way of a message, there and back


def test_the_mail_server_is_told_an_address_that_names_the_delivery(read, settings):
    one = a_delivery(JANE)
    with serving() as (post, place):
        mail_servers.use(settings, f"smtp://{place}")
        Sender(now=lambda: NOW).run()
        [sender] = post.senders
        assert "bounce" not in str(post.read())
    assert re.fullmatch(rf"bounce\+{one.pk}-[a-z2-7]{{16}}@octo\.example", sender)
    assert state(one) == "accepted"
    assert read(postfix(sender, JANE)) == f"Delivery {one.pk} is marked as bounced.\n"
    assert state(one) == "bounced"
    settings.SECRET_KEY = "another" * 10
    assert envelope_sender(one.pk, FROM) == sender


def test_without_such_a_mailbox_it_is_told_who_the_mail_is_from(settings):
    settings.BOUNCE_ADDRESS = ""
    a_delivery(JANE)
    with serving() as (post, place):
        mail_servers.use(settings, f"smtp://{place}")
        Sender(now=lambda: NOW).run()
        assert post.senders == ["notices@octo.example"]


def test_a_local_part_has_64_characters_at_most(settings):
    settings.BOUNCE_ADDRESS = bounce_mailbox("b" * 27 + "@octo.example")
    longest = envelope_sender(2**63 - 1, FROM)
    assert len(longest.partition("@")[0]) == 64
    with pytest.raises(ValueError, match="more than 27 characters before the @"):
        bounce_mailbox("b" * 28 + "@octo.example")


@pytest.mark.parametrize("text", ["bounce", "Octo <b@octo.example>", "b@octo", "b+c@octo.example"])
def test_what_is_no_mailbox_is_refused(text):
    with pytest.raises(ValueError, match="is no address alone"):
        bounce_mailbox(text)


def test_a_test_mail_tries_it_too(settings, read):
    with serving() as (post, place):
        mail_servers.use(settings, f"smtp://{place}")
        call_command("testmail", "nobody@octo.example")
        [sender] = post.senders
    assert "It is about a mail of testmail" in read(postfix(sender, "nobody@octo.example"))


# What is certain


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (
            postfix,
            (
                "mail.octo.example",
                550,
                "mx.c.example: 5.1.1 <[[place:to]]>: User unknown in virtual table",
            ),
        ),
        (
            exchange,
            (
                "AM0PR01.eurprd01.prod.outlook.example",
                550,
                "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient [[place:to]] not found by"
                " SMTP address lookup",
            ),
        ),
        (
            gmail,
            (
                "googlemail.example",
                552,
                "gmail-smtp-in.example: 5.2.2 The email account that you tried to reach is"
                " over quota. 552 5.2.2 https://support.example/answer 4fb4d7f45d1cf-5cf",
            ),
        ),
        (
            exim,
            (
                "",
                550,
                "host mx.c.example [192.0.2.25] SMTP error from remote mail server after RCPT"
                " TO:<[[place:to]]>: 550 5.1.1 <[[place:to]]>: no such user",
            ),
        ),
        (
            qmail,
            (
                "mail.octo.example",
                554,
                "192.0.2.25 does not like recipient. Remote host said: 554 5.7.1"
                " <[[place:to]]>: Relay access denied",
            ),
        ),
    ],
)
@pytest.mark.parametrize("before", ["accepted", "in_doubt"])
def test_a_failure_marks_the_delivery_and_is_kept_without_the_address(
    read, shape, expected, before
):
    one, to = taken(state=before, due_at=None if before == "accepted" else NOW)
    other, _to = taken("other@c.example")
    read(shape(to, JANE.title()))
    assert (state(one), one.due_at, state(other)) == ("bounced", None, "accepted")
    assert kept(one) == expected
    assert JANE in one.attempts.get().words or shape is gmail


def test_lines_may_end_as_they_do_on_the_wire_and_be_of_a_global_report(read):
    one, to = taken("jane@müller.example")
    source = postfix(to, "jane@xn--mller-kva.example").replace(b"\n", b"\r\n")
    source = source.replace(b"message/delivery-status", b"message/global-delivery-status")
    read(source)
    assert state(one) == "bounced"
    host, code, words = kept(one)
    assert (host, code) == ("mail.octo.example", 550)
    assert words.startswith("mx.c.example: 5.1.1 <[[place:to]]>")


def test_given_up_after_days_is_a_failure_too(read):
    one, to = taken()
    answer = "connect to mx.c.example: Connection timed out"
    read(postfix(to, JANE, status="4.4.1", answer=answer))
    assert state(one) == "bounced"
    assert kept(one)[1:] == (None, f"mx.c.example: 4.4.1 {answer} in virtual table")


def test_a_failure_where_mail_was_led_on_to_says_so_and_names_nobody(read):
    one, to = taken()
    read(postfix(to, "jane@private.example"))
    assert state(one) == "bounced"
    assert kept(one)[2].startswith(
        "For another address, to which this one may lead: mx.c.example: 5.1.1 <[another address]>"
    )


def test_of_several_recipients_the_one_it_was_sent_to_counts(read):
    one, to = taken()
    groups = f"""
        Reporting-MTA: dns; mail.octo.example

        Final-Recipient: rfc822; other@c.example
        Action: failed
        Status: 5.1.1

        Final-Recipient: rfc822; {JANE}
        Action: {{}}
        Status: 2.0.0
    """
    assert "was delivered" in read(report(to, groups.format("delivered")))
    assert state(one) == "accepted"


# What is not


def _forwarded(to):
    """A report within a message that somebody wrote."""
    return (
        f"To: {to}\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
        "Content-Type: message/rfc822\n\n"
    ).encode() + postfix(to, JANE)


def _nested(to):
    """Parts within parts, deeper than anybody reads."""
    parts = (f"Content-Type: multipart/mixed; boundary={n}x\n\n--{n}x\n" for n in range(5_000))
    return f"To: {to}\n{''.join(parts)}".encode()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            lambda to: postfix(to, JANE, action="delayed", status="4.4.1"),
            "It says that the message is late, and is tried again. Nothing is changed.\n",
        ),
        (
            lambda to: postfix(to, JANE, action="delivered", status="2.0.0"),
            "It says that the message was delivered. Nothing is changed.\n",
        ),
        (
            lambda to: postfix(to, JANE, action="relayed", status="2.0.0"),
            "It says that the message was passed on. Nothing is changed.\n",
        ),
        (lambda to: postfix(to, JANE, action="failed", status="2.0.0"), UNCERTAIN),
        (lambda to: postfix(to, JANE, action="", status="5.1.1"), UNCERTAIN),
        (lambda to: auto_reply(to, JANE), UNCERTAIN),
        (lambda to: exim(to, JANE, failed=""), UNCERTAIN),
        (lambda to: exim(to, JANE, failed="other@c.example"), UNCERTAIN),
        (lambda to: qmail(to, "other@c.example"), UNCERTAIN),
        (_forwarded, UNCERTAIN),
        (lambda to: f"To: {to}\n\n".encode() + bytes(range(256)) * 100, UNCERTAIN),
        (lambda to: f"To: {to}\n".encode(), UNCERTAIN),
        (_nested, UNCERTAIN),
    ],
)
def test_what_says_nothing_certain_changes_nothing(read, source, said):
    one, to = taken()
    assert read(source(to)) == said
    assert state(one) == "accepted"
    assert not one.attempts.exists()


@pytest.mark.parametrize("before", ["waiting", "refused", "stopped", "not_told"])
def test_what_no_mail_server_took_cannot_bounce(read, before):
    one, to = taken(state=before)
    assert "a bounce changes nothing" in read(postfix(to, JANE))
    assert (state(one), one.attempts.count()) == (before, 0)


def test_a_second_report_adds_nothing(read):
    one, to = taken()
    read(postfix(to, JANE))
    since = Delivery.objects.get().settled_at
    assert "a bounce changes nothing" in read(exim(to, JANE))
    assert (state(one), one.attempts.count(), one.settled_at) == ("bounced", 1, since)


# The id


def test_only_ids_that_the_portal_signed_are_taken(read):
    one, to = taken()
    mac = to.partition("-")[2][:16]
    other, _to = taken("other@c.example")
    wrong = [
        to.replace(f"+{one.pk}-", f"+{other.pk}-"),
        to.replace(mac, mac[:-1] + ("a" if mac[-1] != "a" else "b")),
        to.replace(f"+{one.pk}-", "+9999999999999999999-"),
    ]
    for address in wrong:
        code, words = refusal(read, postfix(address, JANE))
        assert code == 67
        assert words == "The id in the address was not signed by this portal. Nothing is changed."
    for address in ("bounce@octo.example", "bounce+x@octo.example", ""):
        code, words = refusal(read, postfix(address, JANE))
        assert code == 67
        assert words.startswith("It was sent to no address with the id of a delivery.")
    Outbox.objects.update(link_key="of another portal")
    assert refusal(read, postfix(to, JANE))[0] == 67
    assert (state(one), state(other)) == ("accepted", "accepted")


def test_a_delivery_that_is_not_there_is_said(read):
    code, words = refusal(read, postfix(envelope_sender(4_711, FROM), JANE))
    assert (code, words) == (
        67,
        "The delivery in the address is not there (any more). Nothing is changed.",
    )


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To"])
def test_the_address_is_read_where_mail_servers_write_it_in_any_letters(read, header):
    one, to = taken()
    source = postfix("postmaster@octo.example", JANE)
    read(f"{header}: {to.upper()}\n".encode() + source)
    assert state(one) == "bounced"


def test_the_address_may_be_an_argument_which_alone_counts(read):
    one, to = taken()
    other, other_to = taken("other@c.example")
    read(postfix(other_to, JANE), f"--to={to}")
    assert (state(one), state(other)) == ("bounced", "accepted")
    assert refusal(read, postfix(other_to, JANE), "--to=bounce@octo.example")[0] == 67


def test_the_addresses_of_two_deliveries_are_not_chosen_from(read):
    one, to = taken()
    _other, other_to = taken("other@c.example")
    code, words = refusal(read, f"Delivered-To: {other_to}\n".encode() + postfix(to, JANE))
    assert (code, "several deliveries" in words) == (67, True)
    assert state(one) == "accepted"


def test_what_is_being_sent_right_now_is_to_be_tried_later(read):
    one, to = taken(state="sending", claim="x", due_at=NOW)
    assert refusal(read, postfix(to, JANE)) == (
        75,
        "That notice is being sent right now. Try again in a minute.",
    )
    assert state(one) == "sending"


# What is kept


def test_what_databases_do_not_take_is_not_kept_and_little_of_what_is_long(read):
    one, to = taken()
    bad = "550 5.1.1 a\x00b\x1b[31m\x7f" + "x" * 900 + " " + "y\udcff" * 9_000
    source = postfix(to, JANE, answer="ANSWER").replace(b"ANSWER", bad.encode("utf8", "replace"))
    read(source.replace(b"yy", b"y\xff\xfe"))
    words = kept(one)[2]
    assert words.startswith("mx.c.example: 5.1.1 a b [31m")
    assert len(words) <= 1_000
    assert words.isprintable()


def test_a_host_is_a_host(read):
    one, to = taken()
    read(postfix(to, JANE).replace(b"dns; mail.octo.example", f"dns; {JANE}".encode()))
    assert JANE not in kept(one)[0]


def test_after_an_erasure_a_bounce_does_not_bring_the_address_back(read):
    one, to = taken()
    erase_address(JANE, by="ada", at=NOW)
    read(postfix(to, JANE))
    assert state(one) == "bounced"
    _host, code, words = kept(one)
    assert (code, words) == (
        550,
        "The words of the report are not kept: the address was erased",
    )
    everything = str(list(DeliveryAttempt.objects.values())) + str(list(Delivery.objects.values()))
    assert "jane" not in everything.lower()


def test_an_erasure_reaches_what_a_bounce_said(read):
    one, to = taken()
    read(postfix(to, JANE, answer="550 5.1.1 <{}>: no mailbox jane.doe"))
    erase_address(JANE, by="ada", at=NOW)
    assert "jane" not in one.attempts.get().answer


def test_a_message_of_five_megabytes_is_read_to_its_end_in_little_memory(read):
    one, to = taken()
    source = postfix(to, JANE) + b"x" * 76 * 65_536
    stream = io.BytesIO(source)
    tracemalloc.start()
    message = bounce_reports.read_message(stream)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stream.tell() == len(source) > 4_900_000
    assert peak < 8_000_000
    assert bounce_reports.failure_in(message, JANE).code == 550
    read(source)
    assert state(one) == "bounced"


# What follows


def test_a_contract_address_that_bounced_is_a_red_line_and_not_reachable(read):
    customer = a_customer("Octo Ltd")
    contact = a_contact(customer, JANE)
    _one, to = taken(contact=contact, give_up_at=NOW + timedelta(days=7))
    assert mail_state(at=NOW).trouble == ()
    assert not without_reach(customers_on(NOW.date())).exists()
    read(postfix(to, JANE))
    assert mail_state(at=NOW).trouble == (
        "A notice did not reach a contract notice address: it was refused, or came back. There is"
        " still time to act.",
    )
    assert list(without_reach(customers_on(NOW.date()))) == [customer]


def test_a_subscriber_whose_address_bounces_stays(read):
    subscriber = a_subscriber(JANE)
    one, to = taken(subscriber=subscriber)
    read(postfix(to, JANE))
    subscriber.refresh_from_db()
    assert (state(one), subscriber.state) == ("bounced", "confirmed")
    assert mail_state(at=NOW).trouble == ()
