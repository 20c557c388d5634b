"""What mail servers send back to the sender of a message, in the shapes that are about.

Each is a function of the address it is sent to (``to``), and whom it was about (``about``).
"""

import io
from textwrap import dedent

from subprocessors.notifying.bounce_reports import read_message

RETURNED = """\
From: Octo Cloud <notices@octo.example>
To: {about}
Subject: Octo Cloud: Mistral AI (France) from 15 December 2026
Message-ID: <0123@octo.example>
"""


def report(to, status_part, *, subject="Undelivered", text="It was not delivered.", headers=""):
    """A message of type multipart/report with this delivery-status part, in bytes."""
    lines = f"""\
Return-Path: <>
{headers}From: Mail Delivery System <MAILER-DAEMON@mail.octo.example>
To: <{to}>
Subject: {subject}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_part"

--=_part
Content-Type: text/plain; charset=us-ascii

{text}

--=_part
Content-Type: message/delivery-status

{dedent(status_part).strip()}

--=_part
Content-Type: message/rfc822

{RETURNED}
Dear customer

--=_part--
"""
    return lines.encode()


def postfix(to, about, *, action="failed", status="5.1.1", answer="550 5.1.1 <{}>: User unknown"):
    """Postfix: the far server said no."""
    return report(
        to,
        f"""
        Reporting-MTA: dns; mail.octo.example
        X-Postfix-Queue-ID: 4F2A
        X-Postfix-Sender: rfc822; {to}
        Arrival-Date: Mon,  2 Nov 2026 09:14:00 +0100 (CET)

        Final-Recipient: rfc822; {about}
        Original-Recipient: rfc822;{about}
        Action: {action}
        Status: {status}
        Remote-MTA: dns; mx.c.example
        Diagnostic-Code: smtp; {answer.format(about)}
            in virtual table
        """,
    )


def exchange(to, about):
    """Exchange Online: fields of its own, and the recipient's name."""
    return report(
        to,
        f"""
        Reporting-MTA: dns;AM0PR01.eurprd01.prod.outlook.example
        Received-From-MTA: dns;mail.octo.example
        Arrival-Date: Mon, 2 Nov 2026 08:14:09 +0000

        Final-Recipient: rfc822;{about}
        Action: failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {about} not found by SMTP address lookup
        X-Display-Name: Jane Doe
        """,  # noqa: E501
        subject="Undeliverable: Octo Cloud",
    )


def gmail(to, about):
    """Gmail: a page with a picture stands before the report, and more after the status."""
    part = f"""
        Reporting-MTA: dns; googlemail.example
        Arrival-Date: Mon, 02 Nov 2026 00:14:10 -0800 (PST)
        X-Original-Message-ID: <0123@octo.example>

        Final-Recipient: rfc822; {about}
        Action: failed
        Status: 5.2.2 (mailbox full)
        Remote-MTA: dns; gmail-smtp-in.example. (2001:db8::1b, the server for the domain.)
        Diagnostic-Code: smtp; 552-5.2.2 The email account that you tried to reach is over quota.
         552 5.2.2 https://support.example/answer 4fb4d7f45d1cf-5cf
        Last-Attempt-Date: Mon, 02 Nov 2026 00:14:11 -0800 (PST)
    """
    found = report(to, part, subject="Delivery Status Notification (Failure)").decode()
    page = "\n".join(
        [
            'Content-Type: multipart/related; boundary="=_page"',
            "",
            "--=_page",
            "Content-Type: text/html",
            "",
            "<p>Address not found</p>",
            "--=_page",
            "Content-Type: image/png",
            "Content-Transfer-Encoding: base64",
            "",
            *(["iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAf" * 1] * 200),
            "--=_page--",
        ]
    )
    plain = "Content-Type: text/plain; charset=us-ascii\n\nIt was not delivered.\n"
    return found.replace(plain, page, 1).encode()


def exim(to, about, *, failed=None):
    """Exim in its older form: plain text, and a header that names whom it failed for."""
    failed = f"X-Failed-Recipients: {failed or about}\n" if failed != "" else ""
    return f"""\
Return-path: <>
Envelope-to: {to}
{failed}Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mail.octo.example>
To: {to}
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered to one or more of its recipients.

  {about}
    host mx.c.example [192.0.2.25]
    SMTP error from remote mail server after RCPT TO:<{about}>:
    550 5.1.1 <{about}>: no such user

------ This is a copy of the message, including all the headers. ------

{RETURNED}
""".encode()


def qmail(to, about):
    """qmail, and others that follow its format."""
    return f"""\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mail.octo.example
To: {to}
Subject: failure notice

Hi. This is the qmail-send program at mail.octo.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<someone@else.example>:
Sorry, I couldn't find any host named else.example. (#5.1.2)

<{about}>:
192.0.2.25 does not like recipient.
Remote host said: 554 5.7.1 <{about}>: Relay access denied

--- Below this line is a copy of the message.

{RETURNED}
""".encode()


def auto_reply(to, about):
    """Somebody is on holiday, and quotes a failure."""
    return f"""\
From: Jane <{about}>
To: {to}
Subject: Out of office: your message failed
Auto-Submitted: auto-replied
Content-Type: text/plain

I am away until Monday. Action: failed
Status: 5.1.1
Final-Recipient: rfc822; {about}
""".encode()


def parsed(source):
    """The message of these bytes, as the command reads it."""
    return read_message(io.BytesIO(source))
