"""Sending the e-mail that a review shows to whoever looks at it, to see it in a mail program."""

import time

from django.conf import settings
from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from subprocessors.notifying import smtp_dialogue as smtp
from subprocessors.notifying.trying import hand_over_now

#: Seconds before somebody is sent another one.
_PAUSE = 60
_SESSION_KEY = "mailed_to_me_at"


def mail_to_me(request, rendered):
    """Sends a Rendered message to the signed-in user's own address, at once.

    What the mail server answered, or why nothing was sent, is said on the page. One a minute.
    """
    address = request.user.email
    if why := _why_not(request, address):
        messages.error(request, why)
        return
    request.session[_SESSION_KEY] = time.time()
    try:
        outcome = hand_over_now(rendered, address, at=timezone.now())
    except (ValueError, smtp.HostWaits, smtp.SenderHalts) as error:
        messages.error(request, _("Nothing was sent. %(why)s") % {"why": error})
        return
    server = settings.EMAIL_SERVER
    words = {
        "host": f"{server.host}:{server.port}",
        "address": address,
        "answer": f"{outcome.code or ''} {outcome.text}".strip(),
    }
    if outcome.kind == smtp.ACCEPTED:
        said = _("%(host)s took the e-mail to %(address)s: %(answer)s")
        messages.success(request, said % words)
    else:
        said = _("%(host)s did not take the e-mail to %(address)s: %(answer)s")
        messages.error(request, said % words)


def _why_not(request, address):
    if settings.EMAIL_SERVER is None or settings.MAIL_FROM is None:
        return _("Nothing was sent: no mail server is set (EMAIL_URL and MAIL_FROM).")
    if not address:
        return _("Nothing was sent: your account has no e-mail address.")
    waited = time.time() - request.session.get(_SESSION_KEY, 0)
    if 0 <= waited < _PAUSE:
        return _("Nothing was sent: one was sent less than a minute ago. Try again soon.")
    return ""
