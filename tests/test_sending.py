"""What becomes of a message, against a real mail server that does what servers do."""

from datetime import timedelta
from email import message_from_bytes, policy
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.models.outbox_events import Outbox, OutboxEvent
from subprocessors.notifying import claims, pacing, smtp_dialogue
from subprocessors.notifying.addressing import letter_of
from subprocessors.notifying.claims import LEASE, claim_one
from subprocessors.notifying.halting import go_on, halt
from subprocessors.notifying.mail_server import mail_sender
from subprocessors.notifying.sender_mark import allow_sending, unmark
from subprocessors.notifying.sending import Sender
from tests import mail_servers
from tests.mail_servers import QUEUED, scripted, serving
from tests.outbox import a_delivery, a_message
from tests.stories import at, make_portal

pytestmark = pytest.mark.django_db
NOW = at("2026-11-02")
STATE = Delivery.State


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.at = NOW

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(autouse=True)
def portal(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
    make_portal()
    allow_sending(by="ada", at=NOW)


@pytest.fixture
def post(settings):
    with serving() as (post, place):
        mail_servers.use(settings, f"smtp://{place}")
        yield post


@pytest.fixture
def send(clock):
    def run(after=timedelta(0)):
        clock.at += after
        sender = Sender(now=clock)
        sender.run()
        return sender

    return run


def states():
    return dict(Delivery.objects.values_list("address", "state"))


def attempts(delivery=None):
    found = DeliveryAttempt.objects.filter(**({"delivery": delivery} if delivery else {}))
    return list(found.order_by("pk").values_list("phase", "code", "state"))


def test_a_message_is_sent_and_the_servers_answer_kept(post, send):
    one = a_delivery("jane+notices@a.example")
    sender = send()
    one.refresh_from_db()
    assert one.state == STATE.ACCEPTED
    assert (one.due_at, one.claim, one.is_in_data) == (None, "", False)
    [attempt] = one.attempts.all()
    assert (attempt.phase, attempt.code, attempt.answer) == ("dot", 250, QUEUED[4:])
    assert attempt.host.startswith("127.0.0.1:")
    assert post.recipients == ["jane+notices@a.example"]
    assert sender.counts == {"accepted": 1}


def test_the_very_bytes_that_were_sent_can_be_made_again(post, send, settings):
    one = a_delivery("jane@a.example")
    send()
    one.refresh_from_db()
    settings.MAIL_FROM = mail_sender("Another <other@octo.example>")
    [(_to, taken)] = post.taken
    assert letter_of(one).data == taken
    assert sha256(taken).hexdigest() == one.sha256
    message = post.read()
    assert message["Message-ID"] == one.header_id
    assert message["Date"].datetime == NOW
    assert message["From"] == "Octo Cloud <notices@octo.example>"


def test_lines_that_begin_with_a_dot_arrive_as_they_are(post, send):
    a_delivery("jane@a.example", a_message("One\n.\n..two\n. three\n"))
    send()
    assert post.read().get_content().replace("\r\n", "\n") == "One\n.\n..two\n. three\n"


def test_nothing_is_sent_before_its_time(post, send):
    a_delivery("jane@a.example", due_at=NOW + timedelta(minutes=10))
    send(timedelta(minutes=9))
    assert post.taken == []
    send(timedelta(minutes=1))
    assert post.recipients == ["jane@a.example"]


def test_what_is_urgent_goes_first(post, send):
    for name in "abc":
        a_delivery(f"{name}@a.example")
    a_delivery("urgent@a.example", priority=0)
    send()
    assert post.recipients[0] == "urgent@a.example"
    assert len(post.taken) == 4


def test_a_temporary_answer_waits_longer_each_time_and_then_it_is_not_told(post, send, clock):
    one = a_delivery("grey@a.example", give_up_at=NOW + timedelta(days=7))
    post.answers["RCPT"] = "451 4.7.1 Greylisted, try again"
    waited = []
    send()
    while (due := Delivery.objects.get().due_at) is not None:
        waited.append(due - clock.at)
        send(due - clock.at)
    minutes = [round(pause.total_seconds() / 60) for pause in waited]
    assert minutes[:8] == [1, 5, 15, 60, 240, 720, 1440, 1440]
    assert sum(waited, timedelta(0)) == timedelta(days=7)
    one.refresh_from_db()
    assert one.state == STATE.NOT_TOLD
    assert attempts()[0] == ("rcpt", 451, "waiting")
    assert attempts()[-1] == ("rcpt", 451, "not_told")
    assert len({pk for pk, _ in Delivery.objects.values_list("header_id", "pk")}) == 1


def test_greylisting_is_over_after_a_while(post, send):
    a_delivery("grey@a.example")
    post.answers["RCPT"] = ["451 4.7.1 Greylisted", None]
    send()
    assert states() == {"grey@a.example": STATE.WAITING}
    send(timedelta(minutes=1))
    assert states() == {"grey@a.example": STATE.ACCEPTED}


@pytest.mark.parametrize("command", ["RCPT", "DATA", "DOT"])
def test_a_refusal_ends_it_and_the_others_go_on(post, send, command):
    post.answers[command, "no@b.example"] = "550 5.1.1 <No@B.example> is unknown here"
    for address in ("no@b.example", "yes@a.example", "also@a.example"):
        a_delivery(address)
    send()
    assert states() == {
        "no@b.example": STATE.REFUSED,
        "yes@a.example": STATE.ACCEPTED,
        "also@a.example": STATE.ACCEPTED,
    }
    refused = DeliveryAttempt.objects.get(state="refused")
    assert (refused.phase, refused.code) == (command.lower(), 550)
    assert refused.answer == "5.1.1 <[[place:to]]> is unknown here"
    assert post.connections == 1


def test_an_answer_with_characters_that_databases_do_not_take_is_kept_without(post, send):
    a_delivery("jane@a.example")
    post.answers["RCPT"] = "550 5.1.1 no\x00body\x1b[31m here"
    send()
    assert DeliveryAttempt.objects.get().answer == "5.1.1 no body [31m here"


def test_a_refusal_of_the_sender_halts_and_charges_nobody(post, send):
    one = a_delivery("jane@a.example")
    post.answers["MAIL"] = "550 5.7.1 You may not send from here"
    sender = send()
    one.refresh_from_db()
    assert (one.state, one.tries) == (STATE.WAITING, 0)
    assert "You may not send from here" in Outbox.objects.get().halted_why
    assert "You may not send from here" in sender.why_idle
    assert OutboxEvent.objects.filter(what="halted").count() == 1
    post.answers.clear()
    assert "You may not send" in send().why_idle
    assert post.taken == []
    assert go_on(by="ada", at=NOW)
    assert not go_on(by="ada", at=NOW)
    send()
    assert post.recipients == ["jane@a.example"]
    assert sender.counts == {"halt": 1}


@pytest.mark.parametrize(
    ("lines", "halts"),
    [
        (["554 5.7.1 Go away"], True),
        (["421 4.3.2 Come back later"], False),
        (["450 4.3.2 Not now"], False),
        (["220 here", "550 5.7.1 Not you", "550 5.7.1 Nor so"], True),
        ([], False),
        (["what?"], False),
    ],
)
def test_a_greeting_that_refuses_halts_and_one_that_asks_to_wait_waits(
    send, settings, lines, halts
):
    one = a_delivery("jane@a.example")
    with scripted(*lines) as place:
        mail_servers.use(settings, f"smtp://{place}")
        sender = send()
    one.refresh_from_db()
    assert (one.state, one.tries, one.claim) == (STATE.WAITING, 0, "")
    assert attempts() == []
    assert bool(Outbox.objects.get().halted_at) is halts
    assert sender.host_pause.is_on is not halts


def test_a_server_that_is_not_there_is_waited_for(send, settings):
    a_delivery("jane@a.example")
    mail_servers.use(settings, "smtp://127.0.0.1:9")
    sender = send()
    assert sender.host_pause.is_on
    assert "refused" in sender.host_pause.why
    assert attempts() == []


def test_421_lets_the_host_wait_and_charges_nobody(post, send):
    one = a_delivery("jane@a.example")
    post.answers["RCPT"] = ["421 4.7.0 Too many connections", None]
    sender = send()
    one.refresh_from_db()
    assert (one.state, one.tries) == (STATE.WAITING, 0)
    assert sender.host_pause.is_on
    assert sender.why_idle == sender.host_pause.why
    send()
    assert states() == {"jane@a.example": STATE.ACCEPTED}


def test_a_host_is_left_alone_for_fifteen_minutes_at_most_and_until_it_takes_something():
    now = [0.0]
    pause = pacing.HostPause(clock=lambda: now[0])
    lengths = []
    for _time in range(7):
        pause.lengthen("421")
        begun = now[0]
        while pause.is_on:
            now[0] += 1
        lengths.append(now[0] - begun)
    assert lengths == [15, 60, 120, 300, 900, 900, 900]
    pause.lengthen("421")
    pause.end()
    assert not pause.is_on


def test_a_server_that_closes_after_five_messages_is_connected_to_again_at_once(post, send):
    for number in range(12):
        a_delivery(f"{number}@a.example")
    post.closes_after = 5
    sender = send()
    assert not sender.host_pause.is_on
    # The message that met the closed door is charged nothing, and goes a minute later.
    send(timedelta(minutes=1))
    assert sorted(post.recipients) == sorted(f"{number}@a.example" for number in range(12))
    assert set(Delivery.objects.values_list("tries", flat=True)) == {0}


def test_a_connection_broken_within_data_charges_nobody(post, send):
    one = a_delivery("jane@a.example", a_message("Long enough to be broken off. " * 90))
    post.answers["DATA"] = ["close within", None]
    sender = send()
    one.refresh_from_db()
    assert (one.tries, one.is_in_data, one.claim) == (0, False, "")
    assert sender.host_pause.is_on
    send(timedelta(minutes=1))
    send(timedelta(minutes=1))
    assert set(post.recipients) == {"jane@a.example"}


def test_one_broken_after_the_final_dot_is_in_doubt_and_goes_once_more(post, send):
    one = a_delivery("jane@a.example")
    post.answers["DOT"] = "take and close"
    send()
    one.refresh_from_db()
    assert (one.state, one.doubts) == (STATE.IN_DOUBT, 1)
    send(timedelta(minutes=1))
    one.refresh_from_db()
    assert (one.state, one.doubts, one.due_at) == (STATE.IN_DOUBT, 2, None)
    send(timedelta(days=1))
    first, second = post.taken
    assert first == second
    assert attempts() == [("dot", None, "in_doubt"), ("dot", None, "in_doubt")]


def test_what_was_in_doubt_and_is_taken_the_second_time_is_accepted(post, send):
    one = a_delivery("jane@a.example")
    post.answers["DOT"] = ["close", None]
    send()
    send(timedelta(minutes=1))
    one.refresh_from_db()
    assert (one.state, one.doubts) == (STATE.ACCEPTED, 1)


def test_what_may_have_arrived_is_in_doubt_still_when_it_is_given_up(post, send):
    one = a_delivery("jane@a.example", give_up_at=NOW + timedelta(hours=1))
    post.answers["DOT"] = "close"
    send()
    post.answers |= {"RCPT": "451 4.7.1 Not now", "DOT": None}
    for _hour in range(3):
        send(timedelta(hours=1))
    one.refresh_from_db()
    assert (one.state, one.due_at) == (STATE.IN_DOUBT, None)
    assert attempts()[-1] == ("rcpt", 451, "in_doubt")


def test_a_lease_is_renewed_while_a_server_takes_its_time(post, send, monkeypatch):
    monkeypatch.setattr(smtp_dialogue, "TICK", 0.05)
    one = a_delivery("jane@a.example")
    post.answers["DOT"] = "stall"
    held, clock = [], Clock()

    def now():
        if post.is_stalling.is_set():  # each look at the clock is a minute later
            clock.at += timedelta(minutes=1)
            held.append(Delivery.objects.get().due_at or clock.at)
            if len(held) > 8:
                post.goes_on.set()
        return clock.at

    Sender(now=now).run()
    one.refresh_from_db()
    assert one.state == STATE.ACCEPTED
    assert max(held) - held[0] > LEASE
    assert len(post.taken) == 1


def test_a_server_that_never_answers_after_the_dot_leaves_it_in_doubt(post, send, monkeypatch):
    monkeypatch.setattr(smtp_dialogue, "PATIENCE_AFTER_THE_DOT", 0.2)
    a_delivery("jane@a.example")
    post.answers["DOT"] = "stall"
    send()
    assert states() == {"jane@a.example": STATE.IN_DOUBT}


def test_twenty_like_refusals_in_a_row_for_different_domains_halt_the_sender(post, send):
    for number in range(25):
        a_delivery(f"x@{number}.example")
    post.answers["RCPT"] = "550 5.7.1 Blocked by a list"
    send()
    refused = Delivery.objects.filter(state=STATE.REFUSED).count()
    assert refused == 20
    assert "refused alike" in Outbox.objects.get().halted_why
    assert "550 5.7.1 Blocked by a list" in Outbox.objects.get().halted_why


def test_refusals_of_one_domain_or_of_several_kinds_halt_nobody(post, send):
    for number in range(25):
        a_delivery(f"{number}@one.example")
        a_delivery(f"x@{number}.example")
        post.answers["RCPT", f"x@{number}.example"] = f"550 5.{number % 2 + 1}.{number} No"
    post.answers["RCPT"] = "550 5.1.1 Unknown"
    send()
    assert set(states().values()) == {STATE.REFUSED}
    assert Outbox.objects.get().halted_at is None


@pytest.mark.parametrize(
    "address",
    [
        "é@a.example",
        "no-at-sign",
        "a@b.example\r\nRCPT TO:<x@y.example>",
        "@a.example",
        "a@" + "x" * 70,
    ],
)
def test_a_row_that_cannot_be_sent_blocks_nobody(post, send, address):
    bad = a_delivery(address)
    a_delivery("good@a.example")
    send()
    bad.refresh_from_db()
    assert bad.state == STATE.NOT_TOLD
    assert "cannot be sent" in bad.attempts.get().answer
    assert post.recipients == ["good@a.example"]


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("jane@müller.example", "jane@xn--mller-kva.example"),
        ("jane+x@a.example", "jane+x@a.example"),
        ('"jane doe"@a.example', '"jane doe"@a.example'),
    ],
)
def test_addresses_as_mail_servers_take_them(post, send, address, wire):
    a_delivery(address)
    send()
    assert post.recipients == [wire]
    assert post.read()["To"] == wire


def test_a_new_connection_after_so_many_messages(post, send, settings):
    settings.MAIL_PER_CONNECTION = 3
    for number in range(7):
        a_delivery(f"{number}@a.example")
    send()
    assert post.connections == 3
    assert len(post.taken) == 7


def test_no_more_than_so_many_a_minute():
    now, waited = [100.0], []

    class Stopping:
        def wait(self, seconds):
            waited.append(round(seconds, 3))

    limit = pacing.MinuteLimit(30, clock=lambda: now[0])
    for _message in range(3):
        limit.wait(Stopping())
    now[0] += 60
    limit.wait(Stopping())
    assert waited == [0, 2, 4, 0]


@pytest.mark.parametrize("scheme", ["smtp+tls", "smtps"])
def test_a_server_that_wants_encryption_and_a_password(
    send, settings, tmp_path, monkeypatch, scheme
):
    cert, context = mail_servers.certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    options = {"authenticator": mail_servers.wants_password, "auth_required": True}
    if scheme == "smtps":
        options |= {"ssl_context": context, "auth_require_tls": False}
    else:
        options |= {"tls_context": context, "require_starttls": True}
    one = a_delivery("jane@a.example")
    with serving(**options) as (post, place):
        mail_servers.use(settings, f"{scheme}://octo:wrong@{place}")
        send()
        assert "535" in Outbox.objects.get().halted_why
        one.refresh_from_db()
        assert (one.state, one.tries) == (STATE.WAITING, 0)
        assert attempts() == []
        go_on(by="ada", at=NOW)
        mail_servers.use(settings, f"{scheme}://octo:secret@{place}")
        send()
        assert post.recipients == ["jane@a.example"]


def test_a_certificate_that_nobody_vouches_for_halts(send, settings, tmp_path):
    _cert, context = mail_servers.certificate(tmp_path)
    a_delivery("jane@a.example")
    with serving(tls_context=context) as (post, place):
        mail_servers.use(settings, f"smtp+tls://{place}")
        send()
        assert "certificate" in Outbox.objects.get().halted_why
        assert post.taken == []


def test_a_server_without_encryption_is_told_no_password(send, settings):
    a_delivery("jane@a.example")
    with serving() as (post, place):
        mail_servers.use(settings, f"smtp+tls://octo:secret@{place}")
        send()
        assert "STARTTLS" in Outbox.objects.get().halted_why
        assert post.taken == []


def test_until_a_mail_server_is_set_mails_are_files_and_nobody_is_told(send, settings, tmp_path):
    settings.EMAIL_SERVER = settings.MAIL_FROM = None
    one = a_delivery("jane@a.example")
    send()
    one.refresh_from_db()
    assert one.state == STATE.NOT_TOLD
    [file] = (tmp_path / "mail").iterdir()
    assert str(file) in one.attempts.get().answer
    assert file.stat().st_mode & 0o077 == 0
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["To"] == "jane@a.example"


def test_a_message_takes_eight_statements(post, send):
    """Found, taken, read, DATA noted; then state and attempt, between begin and commit."""
    counts = []
    for count in (2, 7):
        for number in range(count):
            a_delivery(f"{count}-{number}@a.example")
        with CaptureQueriesContext(connection) as queries:
            send()
        counts.append(len(queries))
    few, more = counts
    assert more - few == 5 * 8
    assert len(post.taken) == 9


def test_nobody_takes_a_message_once_the_sender_halted_or_another_database_sends(clock):
    """Whether it may send is looked up once a second; what is taken asks by itself."""
    a_delivery("jane@a.example")
    halt("Refused", at=NOW)
    assert claim(clock) is None
    go_on(by="ada", at=NOW)
    unmark()
    assert claim(clock) is None
    allow_sending(by="ada", at=NOW)
    assert claim(clock) is not None


# A crash, played: a claim that nobody finishes.


def claim(clock):
    return claim_one(at=clock.at, sender="a@octo.example", domain="octo.example")


def test_what_was_claimed_and_left_is_taken_after_its_lease_and_sent_once(post, send, clock):
    one = a_delivery("jane@a.example")
    left = claim(clock)
    send(LEASE - timedelta(seconds=1))
    assert post.taken == []
    send(timedelta(seconds=1))
    one.refresh_from_db()
    assert (one.state, one.doubts) == (STATE.ACCEPTED, 0)
    assert not left.renew(at=clock.at)


def test_what_was_left_within_data_goes_once_more_with_the_same_message_id(post, send, clock):
    one = a_delivery("jane@a.example")
    left = claim(clock)
    left.note_data(at=clock.at, sha256="0" * 64)
    send(LEASE)
    one.refresh_from_db()
    assert (one.state, one.doubts) == (STATE.ACCEPTED, 1)
    assert one.header_id == left.delivery.header_id
    assert attempts() == [("found", None, "in_doubt"), ("dot", 250, "accepted")]


def test_what_is_left_within_data_twice_stays_in_doubt(post, send, clock):
    one = a_delivery("jane@a.example")
    for _time in range(2):
        left = claim(clock)
        left.note_data(at=clock.at, sha256="0" * 64)
        clock.at += LEASE
    send()
    one.refresh_from_db()
    assert (one.state, one.doubts, one.due_at) == (STATE.IN_DOUBT, 2, None)
    assert post.taken == []


def test_whoever_lost_a_claim_writes_no_state_and_adds_the_attempt(clock):
    one = a_delivery("jane@a.example")
    late = claim(clock)
    clock.at += LEASE
    second = claim(clock)
    assert not late.note_data(at=clock.at, sha256="0" * 64)
    outcome = smtp_dialogue.Outcome(smtp_dialogue.ACCEPTED, "dot", 250, "ok")
    assert not late.settle(outcome, host="h", at=clock.at)
    one.refresh_from_db()
    assert (one.state, one.claim) == (STATE.SENDING, second.claim)
    assert attempts() == [("dot", 250, "accepted")]
    assert second.settle(outcome, host="h", at=clock.at)


def test_a_row_is_given_to_one_of_two_who_reach_for_it(clock):
    a_delivery("jane@a.example")
    assert claim(clock) is not None
    assert claim(clock) is None


def test_of_two_who_read_a_row_at_once_one_takes_it(clock, monkeypatch):
    a_delivery("jane@a.example")
    reading, others = claims._due, []

    def read_slowly(at):
        found = reading(at)
        if not others:
            others.append(None)  # whoever comes between reading and taking
            others[0] = claim(clock)
        return found

    monkeypatch.setattr(claims, "_due", read_slowly)
    assert claim(clock) is None
    assert others[0] is not None
    assert Delivery.objects.get().claim == others[0].claim


def test_what_stays_in_doubt_keeps_nobody_from_the_next(post, send, clock):
    one = a_delivery("jane@a.example", priority=0, doubts=1)
    claim(clock).note_data(at=clock.at, sha256="0" * 64)
    a_delivery("next@a.example")
    send(LEASE)
    one.refresh_from_db()
    assert (one.state, one.due_at) == (STATE.IN_DOUBT, None)
    assert post.recipients == ["next@a.example"]


def test_a_clock_set_back_repeats_nothing(post, send):
    a_delivery("jane@a.example")
    send()
    send(-timedelta(days=1))
    send(timedelta(days=2))
    assert len(post.taken) == 1


def test_what_is_stopped_while_it_is_in_flight_does_not_go_on_waiting(post, send, clock):
    one = a_delivery("jane@a.example", a_message(number=1))
    held = claim(clock)
    OutboxEvent.objects.create(at=NOW, by_name="ada", what="stopped", publication_id=1)
    outcome = smtp_dialogue.Outcome(smtp_dialogue.TEMPORARY, "rcpt", 451, "later")
    held.settle(outcome, host="h", at=clock.at)
    one.refresh_from_db()
    assert (one.state, one.due_at) == (STATE.STOPPED, None)


def test_a_sender_gives_signs_of_life(post, send, clock):
    send()
    assert Outbox.objects.get().heartbeat_at == NOW
