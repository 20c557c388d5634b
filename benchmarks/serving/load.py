"""Requests a second, and how long visitors wait."""

import re
import shutil
import socket
import subprocess
import threading
import time
from urllib.parse import urlsplit

CONNECTIONS = 8
#: A miss may take this long on a busy machine; wrk by itself gives up after two seconds.
PATIENCE = 30
_RATE = re.compile(rb"Requests/sec:\s+([0-9.]+)")
_FAILED = re.compile(rb"Non-2xx or 3xx responses: \d+|Socket errors: [^\n]+")


class Unanswered(Exception):
    """A server refused requests, or did not answer them in time."""


def has_wrk():
    """Whether wrk is installed; without it a client in Python asks, and reaches less."""
    return shutil.which("wrk") is not None


def rate(url, *, seconds, headers=()):
    """Requests a second that a server answers at most, over kept connections.

    Asks once more where a request fails, and raises Unanswered where that fails as well.
    """
    for is_last in (False, True):
        try:
            return _rate(url, seconds, headers)
        except (Unanswered, OSError, subprocess.SubprocessError) as error:
            if is_last:
                raise Unanswered(f"{url}: {error}") from error
            time.sleep(1)
    raise AssertionError


def _rate(url, seconds, headers):
    if not has_wrk():
        return len(waits(url, seconds=seconds, headers=headers)) / seconds
    words = [word for header in headers for word in ("-H", header)]
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", f"--timeout={PATIENCE}s"]
    command = ["wrk", *options, *words, url]
    limit = seconds + 2 * PATIENCE
    done = subprocess.run(command, capture_output=True, timeout=limit, check=False)
    failed = _FAILED.search(done.stdout)
    if failed or done.returncode:
        raise Unanswered((failed[0] if failed else done.stderr or done.stdout).decode())
    return float(_RATE.search(done.stdout)[1])


def waits(url, *, seconds, headers=(), per_second=None, connections=CONNECTIONS, until=None):
    """Seconds that each request waited for the last byte of its answer, in a list.

    With ``per_second`` requests are due at even intervals, and each waits from when it was due,
    sent or not: a server that stalls cannot hide it. ``until`` (an Event) ends it early.
    Raises Unanswered where a request fails.
    """
    found, failed, end = [], [], time.perf_counter() + seconds
    step = connections / per_second if per_second else 0

    def ask(number):
        own, visitor = [], Visitor(url, headers)
        try:
            ask_until_the_end(number, own, visitor)
        except (OSError, Unanswered) as error:
            failed.append(error)
        found.extend(own)
        visitor.close()

    def ask_until_the_end(number, own, visitor):
        due = time.perf_counter() + step * number / connections
        while due < end and not (until and until.is_set()):
            if step:
                time.sleep(max(0, due - time.perf_counter()))
            else:
                due = time.perf_counter()
            visitor.ask()
            own.append(time.perf_counter() - due)
            due += step

    threads = [threading.Thread(target=ask, args=[number]) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise Unanswered(f"{url}: {len(failed)} of {connections} connections: {failed[0]!r}")
    return found


def percentile(values, share):
    """The value that ``share`` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Visitor:
    """One kept connection, asking for one address; opened anew where the server closed it."""

    def __init__(self, url, headers=()):
        parts = urlsplit(url)
        self._address = parts.hostname, parts.port
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        lines = [f"GET {target} HTTP/1.1", f"Host: {parts.netloc}", *headers, "", ""]
        self._request = "\r\n".join(lines).encode()
        self._socket = None

    def ask(self):
        """Asks, and waits for the last byte. Raises Unanswered for an answer that is an error."""
        status, _headers, _body = self.told()
        if status[:3] not in ("200", "304"):
            raise Unanswered(status)

    def told(self):
        """The status line, the headers (pairs) and the body of one answer."""
        for _again in range(2):
            if self._socket is None:
                self._socket = socket.create_connection(self._address, timeout=PATIENCE)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self._socket.sendall(self._request)
                return self._answer()
            except ConnectionError:  # a kept connection that the server closed meanwhile
                self.close()
        raise ConnectionError(f"{self._address} closes every connection.")

    def _answer(self):
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _end, body = got.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)^content-length: *(\d+)", head, re.MULTILINE)
        length = int(length[1]) if length else 0
        while len(body) < length:
            body += self._more()
        if b"connection: close" in head.lower():
            self.close()
        status, *lines = head.decode("iso-8859-1").split("\r\n")
        headers = [tuple(line.split(": ", 1)) for line in lines]
        return status.removeprefix("HTTP/1.1 "), headers, body

    def _more(self):
        piece = self._socket.recv(262_144)
        if not piece:
            raise ConnectionResetError
        return piece

    def close(self):
        """Closes the connection."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None
