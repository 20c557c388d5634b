"""Response headers that hold for every page, and whose request it is."""

import contextlib
import functools
import ipaddress

from django.conf import settings

_PUBLIC_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors %s"
)
PUBLIC_POLICY = _PUBLIC_POLICY % "'none'"
#: The desk also needs the admin's own scripts, and its inline SVG icons.
DESK_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)


class ContentSecurityPolicyMiddleware:
    """Sets Content-Security-Policy; a view may have set a narrower one of its own.

    Django 6.0 brings a middleware for this; until then these lines are all there is to it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        policy = DESK_POLICY if request.path_info.startswith("/admin/") else PUBLIC_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", "browsing-topics=()")
        return response


def embeddable(view):
    """``view``, which pages of the sites in EMBED_PARENTS may frame; without any, nobody may.

    A copy that a 304 confirms keeps the headers it had: the release (``front.release``), and so
    each validator, changes with the sites that are named.
    """

    @functools.wraps(view)
    def framable(request, **named):
        response = view(request, **named)
        if settings.EMBED_PARENTS:
            parents = " ".join(settings.EMBED_PARENTS)
            response.headers["Content-Security-Policy"] = _PUBLIC_POLICY % parents
            response.xframe_options_exempt = True  # X-Frame-Options can name no site
        return response

    return framable


def client_address(request):
    """The address a request came from, for slowing down sign-in.

    Behind a proxy that is the last entry of X-Forwarded-For: the one the proxy itself
    wrote. What stands before it is whatever the client chose to send.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if settings.BEHIND_PROXY and forwarded:
        return _without_port(forwarded) or request.META.get("REMOTE_ADDR")
    return request.META.get("REMOTE_ADDR")


def _without_port(text):
    """The IP address in ``text``, which some proxies write with a port; "" where there is none."""
    for found in (text, text.rpartition(":")[0]):
        with contextlib.suppress(ValueError):
            return str(ipaddress.ip_address(found.strip("[]")))
    return ""
