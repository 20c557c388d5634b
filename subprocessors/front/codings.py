"""Content codings of public answers: which one a client gets, and the bytes (RFC 9110, 12.5.3).

Only answers that hold nobody's secret are coded here: what compresses well gives a secret in
the same answer away (BREACH). The desk's pages are left to Django, which pads them at random.
"""

import functools
import gzip

import brotli
from django.middleware.gzip import GZipMiddleware

from subprocessors.front.offers import offer_in

#: By preference, where a client takes both alike. "" stands for no coding.
CODINGS = ("br", "gzip")
#: Of eleven: as quick as gzip, and a tenth smaller. Higher ones cost a miss more than they save.
_BROTLI_QUALITY = 5
_GZIP_LEVEL = 6


@functools.lru_cache(maxsize=256)
def chosen(accept_encoding):
    """The coding for a client that sent this Accept-Encoding; "" for the plain bytes."""
    weights = dict(_weighed(accept_encoding))
    others = weights.get("*", 0.0)
    found = [(weights.get(coding, others), coding) for coding in CODINGS]
    weight, coding = max(found, key=lambda one: one[0])  # of equals, the first
    return coding if weight > 0 and weight >= weights.get("identity", 0.0) else ""


def _weighed(accept_encoding):
    for piece in accept_encoding.lower().split(","):
        coding, *parameters = (part.strip() for part in piece.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _is, value = parameter.partition("=")
            if name.strip() == "q":
                weight = _number(value.strip())
        if coding:
            yield coding, weight


def _number(text):
    """A weight; what is none counts as "not wanted", which is always safe to believe."""
    try:
        return float(text) if text[:1] in "01" and len(text) <= 5 else 0.0
    except ValueError:
        return 0.0


def coded(body, coding):
    """The bytes of ``body`` in this coding. The same bytes each time."""
    if coding == "br":
        return brotli.compress(body, quality=_BROTLI_QUALITY)
    if coding == "gzip":
        return gzip.compress(body, _GZIP_LEVEL, mtime=0)
    return body


def tagged(validator, coding):
    """The ETag of an answer in this coding: weak, and another for each (RFC 9110, 8.8.3)."""
    return f'W/"{validator}{"-" if coding else ""}{coding}"'


class PaddedGZipMiddleware(GZipMiddleware):
    """Django's, for all answers but those of public reading, which come as they were chosen."""

    def process_response(self, request, response):
        """Compresses ``response`` where it may hold a secret: padded at random."""
        if offer_in(request.META):
            return response
        return super().process_response(request, response)
