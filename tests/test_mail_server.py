"""EMAIL_URL and MAIL_FROM: what is understood, and what is refused without repeating a password."""

import pytest

from subprocessors.notifying.mail_server import MailServer, mail_sender, mail_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", MailServer("localhost", 25, "smtp")),
        ("smtp://relay.octo.example:2525", MailServer("relay.octo.example", 2525, "smtp")),
        (
            "smtp+tls://octo:s%40cret@mail.example",
            MailServer("mail.example", 587, "smtp+tls", "octo", "s@cret"),
        ),
        ("smtps://o%40x:p@mail.example/", MailServer("mail.example", 465, "smtps", "o@x", "p")),
        ("smtp://octo:secret@127.0.0.1:25", MailServer("127.0.0.1", 25, "smtp", "octo", "secret")),
        ("smtp://[::1]:25", MailServer("::1", 25, "smtp")),
    ],
)
def test_what_is_understood(url, server):
    assert mail_server(url) == server


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mail.example", "begins with none of"),
        ("http://mail.example", "begins with none of"),
        ("smtp://", "names no host"),
        ("smtp://octo:hunter2@mail.example", "unencrypted"),
        ("smtp://mail.example:99999", "port"),
        ("smtp://mail.example:hunter2", "port"),
        ("smtps://octo:hunter2@mail.example/?tls=no", "more behind"),
        ("smtps://octo:h%C3%BCnter2@mail.example", "beyond ASCII"),
    ],
)
def test_what_is_refused_names_the_remedy_and_no_password(url, words):
    with pytest.raises(ValueError, match=words) as refusal:
        mail_server(url)
    assert "nter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "header", "address"),
    [
        ("notices@octo.example", "notices@octo.example", "notices@octo.example"),
        ("Octo Cloud <n@octo.example>", "Octo Cloud <n@octo.example>", "n@octo.example"),
        ('"Octo, Inc." <n@octo.example>', '"Octo, Inc." <n@octo.example>', "n@octo.example"),
        ("Öcto <n@octo.example>", "=?utf-8?q?=C3=96cto?= <n@octo.example>", "n@octo.example"),
    ],
)
def test_senders(text, header, address):
    found = mail_sender(text)
    assert (found.header, found.address) == (header, address)


def test_the_header_of_a_long_name_is_one_line_of_ascii():
    header = mail_sender(f"{'Ö' * 200} <n@octo.example>").header
    assert header.isascii()
    assert header.isprintable()


@pytest.mark.parametrize(
    "text", ["Octo Cloud", "@octo.example", "n@", "n@öcto.example", "A\r\nBcc: x <n@octo.example>"]
)
def test_what_is_no_sender_is_refused(text):
    with pytest.raises(ValueError, match=r"no address|cannot be seen"):
        mail_sender(text)
