"""What a public view hands to the layer in front, so that its answer may be kept."""

from dataclasses import dataclass

_KEY = "subprocessors.offer"


@dataclass(frozen=True)
class Offer:
    """An answer that may be given to everybody who asks the same.

    ``body`` is without content coding; ``validator`` its ETag without one (``codings.tagged``)
    and ``modified`` its Last-Modified (seconds since 1970). ``query`` holds what was asked in
    canonical form; ``is_known`` whether the list knows all values in it. ``is_sealed`` is that
    of a Moment.
    """

    body: bytes
    validator: str
    modified: int
    query: str
    is_known: bool
    is_sealed: bool


def make_offer(request, offer):
    """Leaves ``offer`` with the request. Where no layer stands in front, nobody takes it."""
    request.META[_KEY] = offer


def offer_in(environ):
    """The Offer that was left with the request of this WSGI environment, or None."""
    return environ.get(_KEY)
