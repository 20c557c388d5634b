"""The trust page, how to follow the list, and the portal's logo and colours."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from subprocessors.front import colours
from subprocessors.front.face import logo_with, touch_icon_with
from subprocessors.models.publication import Publication
from subprocessors.presenting.open_notices import OpenNotices
from subprocessors.views.frame import framed
from subprocessors.views.lists import coming_with_notices, standing_context

#: So many versions stand on the trust page.
SHOWN_VERSIONS = 5
_FOR_EVER = "public, max-age=31536000, immutable"
#: An SVG may hold scripts and links; opened by itself it may use neither.
_LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def trust_page(request, moment):
    """What the company shows of itself; the list, while there is nothing else to show."""
    shown = moment.shown
    if shown is None or not (shown.facts.get("certifications") or shown.facts.get("documents")):
        return redirect("list")
    context = shown.once("trust page", lambda: _trust_context(shown))
    return framed(request, "subprocessors/trust.html", context, shown=shown, face=moment.face)


def _trust_context(shown):
    notices = OpenNotices.of(shown)
    versions = Publication.objects.exclude(kind=Publication.Kind.REVIEW)
    versions = versions.filter(number__lte=shown.publication.number)
    return {
        "coming": coming_with_notices(shown, notices),
        "versions": list(versions[:SHOWN_VERSIONS]),
        **standing_context(shown, notices=notices),
    }


def follow(request, moment):
    """How to get notified of changes."""
    frame = {"shown": moment.shown, "face": moment.face, "section": "follow"}
    return framed(request, "subprocessors/follow.html", **frame)


def logo(request, digest):
    """The logo with this fingerprint. Its address changes with it."""
    found = logo_with(digest)
    if found is None:
        raise Http404
    return _picture(found.content, found.content_type)


def touch_icon(request, digest):
    """The icon for phones with this fingerprint. Its address changes with it."""
    found = touch_icon_with(digest)
    if found is None:
        raise Http404
    return _picture(found.touch_icon, "image/png")


def _picture(content, content_type):
    return HttpResponse(
        bytes(content),
        content_type=content_type,
        headers={
            "Cache-Control": _FOR_EVER,
            "Content-Security-Policy": _LOGO_POLICY,
            "X-Content-Type-Options": "nosniff",
        },
    )


def face(request, light, dark):
    """The stylesheet for these accents. Its address says all that is in it."""
    return HttpResponse(
        colours.stylesheet(f"#{light}", f"#{dark}"),
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": _FOR_EVER},
    )
