"""HTTP rules of public addresses: safe methods, validators, caching (RFC 9110, RFC 9111).

A view is wrapped where its address is declared, with the names that may be asked for in its
query (``front.queries``); it does not see others. It is called with a Moment as its second
argument, and only where the visitor's copy is out of date. A 304 costs at most two
queries, and four where two days are compared.
"""

import functools
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from subprocessors.archive.days import day_in
from subprocessors.front import codings
from subprocessors.front.asked_day import dated, list_of, one_after_the_other, span
from subprocessors.front.face import Face, current_face
from subprocessors.front.list_now import list_now
from subprocessors.front.newest_rows import read_newest_rows
from subprocessors.front.no_answer import NothingThere
from subprocessors.front.offers import Offer, make_offer
from subprocessors.front.queries import asked, check_names, is_known
from subprocessors.front.validators import basis_of, last_modified
from subprocessors.models.list_on_day import ListOnDay, list_on
from subprocessors.models.publication import Publication, Redaction

#: Our own server never serves past a boundary; caches in front may lag as stated.
CURRENT = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
#: Not for ever: a redaction must reach them.
SEALED = "public, max-age=3600"


@dataclass(frozen=True)
class Moment:
    """What stands at the instant of a request: ``at`` (aware), the list ``shown``, the face.

    ``shown`` is the newest list, that of the day asked for, or that of the publication the
    address names, on its own day; None before the first publication. ``before`` is the list
    it is compared with. ``is_sealed``: only a correction or redaction can still change what
    the address shows. ``today`` is the portal's day. ``face`` is None for data.
    """

    at: datetime
    shown: ListOnDay | None
    face: Face | None = None
    before: ListOnDay | None = None
    today: date | None = None
    is_sealed: bool = False


def read_only(view):
    """What nobody can write to: 405 for all methods but GET and HEAD.

    So nothing can be forged here, and no token is asked for before the method is looked at.
    """
    guarded = csrf_exempt(require_safe(view))
    guarded.is_read_only = True
    return guarded


def page(view, *asks):
    """A public page of what stands now."""
    return _guarded(view, newest_moment, asks, with_face=True)


def data(view, *asks):
    """What stands now as data, such as a feed: without a face, readable by any site."""
    return _guarded(view, newest_moment, asks, is_data=True)


def sealed_page(view, *asks):
    """The page of one publication; its ``number`` is in the address. 404 for an unknown one."""
    return _guarded(view, _sealed, asks, with_face=True)


def sealed_data(view, *asks):
    """One publication as data; its ``number`` is in the address. 404 for an unknown one."""
    return _guarded(view, _sealed, asks, is_data=True)


def day_page(view, *asks):
    """The page of one ``day`` in the address: sealed once the day is over. 404 for no list."""
    return _guarded(view, _on_day, asks, with_face=True)


def any_day_data(view, *asks):
    """Data of the day ``?on=``, sealed once it is over; of now without. 404 for no list."""
    return _guarded(view, _on_asked_day, ("on", *asks), is_data=True)


def days_page(view, *asks):
    """A page of two days, ``?from=&to=``: sealed once both are over. 400 where swapped."""
    return _guarded(view, _from_to, ("from", "to", *asks), with_face=True)


def days_data(view, *asks):
    """Two days as data, ``?from=&to=``: sealed once both are over. 400 where swapped."""
    return _guarded(view, _from_to, ("from", "to", *asks), is_data=True)


def _guarded(view, find, asks, *, with_face=False, is_data=False):
    check_names(asks)

    @read_only
    @functools.wraps(view)
    def guarded(request, **named):
        request.GET = asked(request.GET, asks)
        moment = find(request, timezone.now(), **named)
        face = (moment.face or current_face()) if with_face else None
        moment = replace(moment, face=face)
        coding = codings.chosen(request.headers.get("Accept-Encoding", ""))
        validator, modified = basis_of(request, moment).digest, last_modified(moment)
        etag = codings.tagged(validator, coding)
        response = get_conditional_response(request, etag=etag, last_modified=modified)
        if response is None:
            response = view(request, moment, **named)
            if response.status_code == 200:
                make_offer(request, _offer(request, moment, response, validator, modified))
                _encode(response, coding)
        cache_control = SEALED if moment.is_sealed else CURRENT
        return _with_headers(response, etag, modified, cache_control, is_data)

    guarded.is_data, guarded.asks = is_data, asks
    return guarded


def is_of_data(request):
    """Whether ``request`` asked for data, which a script of any site may read."""
    return getattr(getattr(request.resolver_match, "func", None), "is_data", False)


def open_to_any_site(response):
    """Lets scripts of any site read ``response`` (Fetch standard, CORS); gives it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response


def newest_moment(request, at, **_named):
    """What stands now, at the instant ``at``: a Moment with the face. Two queries at most."""
    newest = read_newest_rows()
    shown = list_now(newest, at, _with_snapshot().newest)
    return Moment(at, shown, newest.face, today=shown and shown.day)


def _sealed(request, at, number):
    found = _with_snapshot().filter(number=number).first()
    if found is None:
        raise NothingThere("unknown-version", f"There is no version {number}.")
    return Moment(at, list_on(found, found.published_on), is_sealed=True)


def _on_day(request, at, day):
    shown, today = list_of(day, at, _with_snapshot())
    return Moment(at, shown, today=today, is_sealed=day_in(day) < today)


def _on_asked_day(request, at):
    day = request.GET.get("on")
    return newest_moment(request, at) if day is None else _on_day(request, at, day)


def _from_to(request, at):
    """Left out, ``from`` is the first day there is a list of, and ``to`` is today."""
    first, last = request.GET.get("from") or "", request.GET.get("to") or ""
    if not (first and last):
        begun, today = span(at)
        first, last = first or str(begun or ""), last or str(today or "")
        if begun is None:
            return Moment(at, None)
    before, today = list_of(first, at, _with_snapshot())
    shown, _today = list_of(last, at, _with_snapshot())
    one_after_the_other(before.day, shown.day)
    return Moment(at, shown, before=before, today=today, is_sealed=shown.day < today)


@functools.cache  # what it gives is only added to, by querysets of their own
def _with_snapshot():
    """Publications with their snapshots, corrections and the archive's latest redaction.

    What is blanked in one publication may stand on the pages of others too.
    """
    redactions = Redaction.objects.order_by("-number")
    corrections = Publication.objects.filter(corrects=OuterRef("pk")).order_by("-number")
    return dated(Publication.objects.select_related("snapshot")).annotate(
        redaction=Subquery(redactions.values("number")[:1]),
        redacted_at=Subquery(redactions.values("redacted_at")[:1]),
        corrected_by=Subquery(corrections.values("number")[:1]),
        corrected_at=Subquery(corrections.values("published_at")[:1]),
    )


def _offer(request, moment, response, validator, modified):
    return Offer(
        body=response.content,
        validator=validator,
        modified=modified,
        query=request.GET.urlencode(),
        is_known=is_known(request.GET, moment.shown),
        is_sealed=moment.is_sealed,
    )


def _encode(response, coding):
    if coding:
        response.content = codings.coded(response.content, coding)
        response.headers["Content-Encoding"] = coding


def _with_headers(response, etag, modified, cache_control, is_data):
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    response.headers["Cache-Control"] = cache_control
    patch_vary_headers(response, ["Accept-Encoding"])
    return open_to_any_site(response) if is_data else response
