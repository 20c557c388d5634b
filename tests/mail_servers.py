"""A real mail server for tests, that answers as it is told to; and one that breaks the rules."""

import asyncio
import logging
import socket
import ssl
import subprocess
import threading
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, syntax

from subprocessors.notifying.mail_server import mail_server

QUEUED = "250 2.0.0 Ok: queued as 4F2A"


class Post:
    """What a server took, from which ``senders`` (MAIL FROM), and how it is told to answer.

    ``answers`` maps (command, address) or a command to a list of answers that it gives first, the
    last one for ever; a command is "MAIL", "RCPT", "DATA" or "DOT". None: all is taken. "close"
    breaks the connection off instead; "stall" waits for the Event ``goes_on``.
    """

    def __init__(self):
        self.taken, self.answers, self.connections = [], {}, 0
        self.senders = []
        self.goes_on, self.is_stalling = threading.Event(), threading.Event()
        self.closes_after = None
        self.seen = Counter()

    def told(self, command, address=""):
        """What to answer to a command, or None."""
        self.seen[command] += 1
        for key in ((command, address), command):
            said = self.answers.get(key)
            if isinstance(said, list):
                return said.pop(0) if len(said) > 1 else said[0]
            if said is not None:
                return said
        return None

    @property
    def recipients(self):
        """Whom messages were taken for, in order."""
        return [recipient for recipient, _data in self.taken]

    def read(self, at=-1):
        """A message that was taken, parsed."""
        return message_from_bytes(self.taken[at][1], policy=policy.default)


class _Server(SMTP):
    """aiosmtpd's server, told what to answer by ``post``."""

    def __init__(self, post, **options):
        super().__init__(self, **options)
        self._post, self._count = post, 0
        post.connections += 1

    async def _follow(self, command, address=""):
        said = self._post.told(command, address)
        if said == "stall":
            self._post.is_stalling.set()
            await asyncio.to_thread(self._post.goes_on.wait, 30)
            return None
        if said == "close":
            self.transport.abort()
        return said

    @syntax("MAIL FROM:<address>")
    async def smtp_MAIL(self, arg):
        if self._post.closes_after == self._count:
            self.transport.abort()
            return
        said = await self._follow("MAIL")
        await (self._push(said) if said else super().smtp_MAIL(arg))

    async def _push(self, said):
        if said != "close":
            await self.push(said)

    async def handle_RCPT(self, server, session, envelope, address, options):
        said = await self._follow("RCPT", address)
        if not said:
            envelope.rcpt_tos.append(address)
        return said or "250 2.1.5 Ok"

    async def smtp_DATA(self, arg):
        said = await self._follow("DATA", self.envelope.rcpt_tos[-1])
        if said == "close within":
            await self.push("354 Go on")
            await self._reader.readexactly(20)
            self.transport.abort()
        elif said:
            await self._push(said)
        else:
            await super().smtp_DATA(arg)

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[-1]
        self._post.senders.append(envelope.mail_from)
        said = await self._follow("DOT", address)
        if said == "take and close":
            self._post.taken.append((address, envelope.content))
            self.transport.abort()
            return QUEUED
        if not said:
            self._post.taken.append((address, envelope.content))
            self._count += 1
        return said or QUEUED


class _Controller(Controller):
    def __init__(self, post, **options):
        self._post = post
        super().__init__(object(), hostname="127.0.0.1", port=_free_port(), **options)

    def factory(self):
        return _Server(self._post, **self.SMTP_kwargs)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(**options):
    """A mail server while it runs: gives the Post and its EMAIL_URL without a scheme."""
    post = Post()
    controller = _Controller(post, **options)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller.start()
    post.connections = 0  # it looks whether it is there
    try:
        yield post, f"127.0.0.1:{controller.port}"
    finally:
        post.goes_on.set()
        controller.stop()


def wants_password(server, session, envelope, mechanism, data):
    """An authenticator that knows one name and password."""
    is_right = (data.login, data.password) == (b"octo", b"secret")
    return AuthResult(success=is_right, handled=is_right)


@contextmanager
def scripted(*lines):
    """A server that says one of ``lines`` at each step, whatever it is told, then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_play, args=(listening, lines), daemon=True).start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def _play(listening, lines):
    try:
        while True:
            connection, _address = listening.accept()
            with connection, connection.makefile("rb") as said:
                for line in lines:
                    connection.sendall(line.encode() + b"\r\n")
                    said.readline()
    except OSError:
        return


def certificate(folder):
    """A certificate of 127.0.0.1 that is its own authority: (file, ssl context of a server)."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", key, "-out", cert, "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return cert, context


def use(settings, url):
    """Lets the settings name this mail server."""
    settings.EMAIL_SERVER = mail_server(url)
