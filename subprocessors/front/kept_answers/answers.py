"""A whole answer as it goes out: for each coding, for HEAD, and where the visitor has it."""

from django.http import HttpRequest
from django.utils.cache import get_conditional_response

from subprocessors.front import codings
from subprocessors.front.head_requests import without_content

_ALL = ("", *codings.CODINGS)
#: What one answer takes beside its bodies, about: headers, dictionaries, its place in the store.
_FRAME_BYTES = 4096
#: Of the answer that was given first; here they depend on the coding.
_OWN = frozenset({"etag", "content-encoding", "content-length"})


class Answer:
    """An answer of status 200 and the headers it had, made of an Offer.

    ``size`` is the bytes that it takes, about; it grows when another coding is asked for.
    """

    def __init__(self, offer, headers):
        self._modified = offer.modified
        self._headers = [(name, value) for name, value in headers if name.lower() not in _OWN]
        self._bodies = {"": offer.body}
        self._etags = {coding: codings.tagged(offer.validator, coding) for coding in _ALL}
        self._full = {}
        self.size = _FRAME_BYTES + len(offer.body)
        self._empty = {
            coding: [*without_content(self._headers), ("ETag", etag)]
            for coding, etag in self._etags.items()
        }

    def to(self, environ):
        """``(status, headers, chunks)`` for the request of a WSGI environment."""
        coding = codings.chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if self._is_had(environ, self._etags[coding]):
            return "304 Not Modified", list(self._empty[coding]), []
        headers, body = self._full.get(coding) or self._made(coding)
        return "200 OK", list(headers), [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _is_had(self, environ, etag):
        """Whether the visitor has it already, as Django sees it (RFC 9110, 13.2.2)."""
        match, since = environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE")
        if match is None and since is None:
            return False
        if match == etag:
            return True
        request = HttpRequest()
        request.method = "GET"
        request.META = {"HTTP_IF_NONE_MATCH": match or "", "HTTP_IF_MODIFIED_SINCE": since}
        found = get_conditional_response(request, etag=etag, last_modified=self._modified)
        return found is not None

    def _made(self, coding):
        """Headers and body in this coding, made once (two who ask at once make the same)."""
        body = codings.coded(self._bodies[""], coding)
        own = [("ETag", self._etags[coding]), ("Content-Length", str(len(body)))]
        if coding:
            own.append(("Content-Encoding", coding))
        self._bodies[coding] = body
        self.size = _FRAME_BYTES + sum(len(one) for one in list(self._bodies.values()))
        self._full[coding] = [*self._headers, *own], body
        return self._full[coding]
