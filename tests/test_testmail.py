"""`manage.py testmail`, against a real mail server."""

import pytest
from django.core.management import CommandError, call_command

from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.notifying.mail_server import mail_sender
from tests import mail_servers
from tests.mail_servers import QUEUED, serving
from tests.stories import make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(settings):
    make_portal(organisation="Octo & Söhne")
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
    with serving() as (post, place):
        post.place = place
        mail_servers.use(settings, f"smtp://{place}")
        yield post


def test_a_mail_goes_out_and_what_is_needed_beside_is_said(post, capsys):
    call_command("testmail", "jane@müller.example")
    said = capsys.readouterr().out
    assert f"{post.place} took it: {QUEUED}" in said
    for word in ("SPF", "DKIM", "DMARC", "_dmarc.octo.example"):
        assert word in said
    assert post.recipients == ["jane@xn--mller-kva.example"]
    message = post.read()
    assert message["Subject"] == "Octo & Söhne: a test of the mail settings"
    assert message["From"] == "Octo Cloud <notices@octo.example>"
    plain, html = (part.get_content() for part in message.iter_parts())
    assert "Octo & Söhne can send notices from https://trust.example.com." in plain
    assert "Octo &amp; Söhne can send notices" in html
    assert not Delivery.objects.exists()
    assert not StoredMessage.objects.exists()


@pytest.mark.parametrize(
    ("command", "answer", "words"),
    [
        ("RCPT", "550 5.1.1 Unknown", "did not take it (RCPT TO): 550 5.1.1 Unknown"),
        ("MAIL", "550 5.7.1 Not you", "did not take it (MAIL FROM): 550 5.7.1 Not you"),
        ("DOT", "451 4.7.1 Later", "did not take it (after the final dot): 451 4.7.1 Later"),
        ("DOT", "close", "did not take it (after the final dot)"),
    ],
)
def test_what_the_server_said_is_repeated(post, command, answer, words):
    post.answers[command] = answer
    with pytest.raises(CommandError) as refusal:
        call_command("testmail", "jane@a.example")
    assert words in str(refusal.value)


def test_a_server_without_encryption_is_named(post, settings):
    mail_servers.use(settings, f"smtp+tls://octo:secret@{post.place}")
    with pytest.raises(CommandError, match=r"Nothing was sent.*STARTTLS"):
        call_command("testmail", "jane@a.example")


def test_what_is_no_address_is_said(post):
    with pytest.raises(CommandError, match="no address"):
        call_command("testmail", "jane")


def test_without_a_mail_server_it_says_what_to_set(post, settings):
    settings.EMAIL_SERVER = None
    with pytest.raises(CommandError, match="Set EMAIL_URL and MAIL_FROM"):
        call_command("testmail", "jane@a.example")
