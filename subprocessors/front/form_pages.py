"""Public pages with a form: never kept, no cookie, and a token that says when it was opened.

Django's own protection against forged forms needs a cookie, and no visitor is given one here.
A public form acts on nobody's sign-in, so what is left to stop is another site that sends it
with its visitors' browsers, and whoever sends a form that was never opened. Browsers name the
site that a POST comes from (Fetch standard, ``Origin``); the token shows that the form was
opened here, at this address, not long ago.
"""

import functools
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

#: The name of the form's field that holds the token.
FIELD_OF_TOKEN = "form_token"  # noqa: S105 (no secret)
#: A form that was opened in the morning can be sent in the evening.
LONGEST_OPEN = timedelta(hours=24)
_signer = signing.TimestampSigner(salt="subprocessors.front.form_pages")


class StaleForm(PermissionDenied):
    """The form was not opened here, or too long ago; answered by 403 with the way back to it."""


def form_page(view):
    """A public page at which visitors send a form: GET, HEAD and POST, 405 for the rest.

    The form holds ``form_token(request)`` in its field ``FIELD_OF_TOKEN``; a POST without a good
    one raises StaleForm before the view is called. The answer is kept by nobody.
    """

    @csrf_exempt  # by the cookie; ours stands below
    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @functools.wraps(view)
    def guarded(request, **named):
        if request.method == "POST":
            _refuse_forged(request)
        return view(request, **named)

    guarded.is_form = True
    return guarded


def link_page(view):
    """A public page that a link in a mail leads to: GET, HEAD and POST, 405 for the rest.

    The signed token in the query is what allows the POST, which needs nothing else: mail
    programs send one for their reader (RFC 8058). The answer is kept by nobody, and no page that
    it leads to learns its address. So browsers send no ``Origin`` either, and none is asked for.
    """

    @csrf_exempt  # whoever has the token was sent it
    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @functools.wraps(view)
    def guarded(request, **named):
        response = view(request, **named)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    guarded.is_form = True
    return guarded


def form_token(request):
    """The token for a form at the address of ``request``: the instant, signed."""
    return _signer.sign(request.path).removeprefix(f"{request.path}:")


def _refuse_forged(request):
    own = f"{request.scheme}://{request.get_host()}"
    if request.headers.get("Origin", own) not in (own, settings.PUBLIC_URL):
        raise StaleForm("The form was sent from another site.")
    signed = f"{request.path}:{request.POST.get(FIELD_OF_TOKEN, '')}"
    try:
        _signer.unsign(signed, max_age=LONGEST_OPEN)
    except signing.BadSignature as error:
        raise StaleForm("The form was not opened here, or too long ago.") from error
