"""A test client that asks through the layer of kept answers, as visitors of a server do.

Django's own client calls the middleware and nothing in front of it.
"""

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from subprocessors.front.kept_answers import KeptAnswers
from subprocessors.front.kept_answers.tokens import read_token


class KeptClient(Client):
    """Asks Django and the layer in front, and gives what the layer answers.

    So a test of what Django answers is one of what is kept as well: that the two are the same,
    byte by byte, is held at every request. ``CACHE=off make test`` asks Django alone.
    """

    def __init__(self, enforce_csrf_checks=False, **kwargs):
        super().__init__(enforce_csrf_checks, **kwargs)
        if settings.KEEP_ANSWERS:
            self.handler = KeptHandler(enforce_csrf_checks)


class KeptHandler(ClientHandler):
    """Django's handler with a layer of its own in front.

    Django is asked once for each request: by the layer, where it keeps no answer, or else to
    compare the kept one with. Where the layer keeps what Django answered, it is asked again.
    """

    def __init__(self, enforce_csrf_checks=True):
        super().__init__(enforce_csrf_checks)
        self.layer = KeptAnswers(
            self._django, most_bytes=2**25, token_age=0, read=uncounted(read_token)
        )

    def __call__(self, environ):
        environ.setdefault("HTTP_HOST", environ["SERVER_NAME"])  # as every browser sends it
        again, straight = dict(environ), []
        kept = asked(self.layer, {**environ, "tests.straight": straight})
        if straight:
            kept = asked(self.layer, {**again, "tests.straight": straight})
        else:
            straight.append(super().__call__(again))
        if len(straight) > 1:
            return straight[0]  # not kept
        return _same(kept, straight[0])

    def _django(self, environ, start_response):
        straight = environ["tests.straight"]
        response = straight[0] if straight else super().__call__(environ)
        straight.append(response)
        start_response(_status(response), _headers(response))
        return [] if response.streaming else [response.content]


def _same(kept, straight):
    """The kept answer, which must be what Django answered ``straight``."""
    status, headers, body = kept
    assert (status, headers) == (_status(straight), sorted(_headers(straight)))
    assert body == straight.content
    response = HttpResponse(body, status=straight.status_code)
    del response.headers["Content-Type"]
    for name, value in headers:
        response.headers[name] = value
    response.wsgi_request = straight.wsgi_request
    return response


def asked(application, environ):
    """What a WSGI application answers: status, sorted headers, body."""
    said = []
    chunks = application(environ, lambda status, headers, *_rest: said.extend([status, headers]))
    status, headers = said
    return status, sorted(headers), b"".join(chunks)


def uncounted(read):
    """``read``, with its queries left out of those that a test counts."""

    def reading():
        counted, connection.force_debug_cursor = connection.force_debug_cursor, False
        try:
            return read()
        finally:
            connection.force_debug_cursor = counted

    return reading


def _status(response):
    return f"{response.status_code} {response.reason_phrase}"


def _headers(response):
    cookies = (("Set-Cookie", one.output(header="")) for one in response.cookies.values())
    return [*response.items(), *cookies]
