"""A message as source with places, and the bytes for one recipient: what a mail program reads."""

from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subprocessors.notifying.composing import Rendered, composed, filled, place

TOKEN = "a1=" * 60
LINK = f"https://trust.example.com/subscribe/email/manage/?t={TOKEN}"
VALUES = {
    "from": '"Octo Cloud" <notices@octo.example>',
    "to": "jane+notices@example.com",
    "date": "Mon, 02 Nov 2026 09:14:00 +0000",
    "message-id": "<1@octo.example>",
    "manage": TOKEN,
}


MANAGING = LINK.replace(TOKEN, place("manage"))


def read(data):
    return message_from_bytes(data, policy=policy.default)


def content(part):
    return part.get_content().replace("\r\n", "\n")


def sent(text, html="", subject="Notice", **options):
    return filled(composed(Rendered(subject, text, html), **options), VALUES)


def test_it_reads_as_it_was_written_with_the_link_in_its_place():
    message = read(sent(f"Straße — 株式会社\n\nLeave:\n{MANAGING}\n", can_leave=True))
    assert content(message) == f"Straße — 株式会社\n\nLeave:\n{LINK}\n"
    assert message["To"] == "jane+notices@example.com"
    assert message["From"].addresses[0].addr_spec == "notices@octo.example"
    assert message["Message-ID"] == "<1@octo.example>"
    leaving = LINK.replace("/manage/", "/leave/")
    assert message["List-Unsubscribe"] == f"<{leaving}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_whoever_cannot_leave_is_not_offered_to():
    assert "List-Unsubscribe" not in read(sent("Hello\n"))


def test_text_and_html_hold_the_same_link_wherever_their_lines_break():
    html = f'<p>{"é" * 30}<a class="{"x" * 200}" href="{MANAGING}">Leave</a></p>\n'
    message = read(sent(f"{'word ' * 14}{MANAGING} and on\n", html))
    plain, marked = message.iter_parts()
    assert content(plain) == f"{'word ' * 14}{LINK} and on\n"
    assert content(marked) == html.replace(MANAGING, LINK)


@given(before=st.text(max_size=120), after=st.text(max_size=120))
def test_a_place_is_found_wherever_it_stands(before, after):
    lines = f"{before}{MANAGING}{after}".splitlines()
    message = read(sent("\n".join(lines) + "\n"))
    assert LINK in content(message)


def test_no_line_is_longer_than_mail_allows_and_all_is_ascii():
    data = sent("x" * 10_000 + f"\n{MANAGING}\n", "<p>" + "é" * 5_000, can_leave=True)
    assert data.isascii()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    body = data.partition(b"\r\n\r\n")[2]
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))


@pytest.mark.parametrize(
    "name", ["Acme\r\nBcc: all@evil.example", "Acme\nSubject: x", "Acme\r\n\r\nHello", "A\u2028B"]
)
def test_no_name_adds_a_header(name):
    message = read(sent("Hello\n", subject=f"Octo: {name} from 15 December 2026"))
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1
    assert message["Subject"].startswith("Octo: A")
    assert content(message) == "Hello\n"


def test_a_name_of_ten_thousand_letters_is_cut_in_the_subject():
    assert len(read(sent("Hello\n", subject="Ä" * 10_000))["Subject"]) == 300


@pytest.mark.parametrize("value", ["a@b.example\r\nBcc: x@evil.example", "a@b.example\n", "é@b"])
def test_what_would_break_out_of_its_header_is_refused(value):
    with pytest.raises(ValueError, match="cannot stand in the place 'to'"):
        filled(composed(Rendered("Notice", "Hello\n")), {**VALUES, "to": value})


def test_words_that_look_like_a_place_are_sent_as_they_are():
    words = f"Our {place('unknown')} is {'x' * 60} {place('unknown')}\n"
    assert content(read(sent(words))) == words
    assert read(sent("Hello\n", subject=words.strip()))["Subject"] == words.strip()


def test_a_header_without_a_value_is_refused():
    with pytest.raises(KeyError):
        filled(composed(Rendered("Notice", "Hello\n")), {"to": "a@b.example"})


def test_the_same_source_and_values_give_the_same_bytes():
    assert sent("Hello\n", "<p>Hello</p>\n") == sent("Hello\n", "<p>Hello</p>\n")
