"""Signed tokens in the links of mails. Signed with a key kept in the database, so that they
outlive SECRET_KEY and move with the portal.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

from subprocessors.models.outbox_events import Outbox
from subprocessors.notifying.sender_mark import outbox_row

#: What a token is for: one for managing opens nothing else.
MANAGE = "manage"
ACKNOWLEDGE = "acknowledge"
ANSWER_TEST = "answer-test"


def link_token(purpose, pk):
    """The token for a ``purpose`` concerning the row ``pk``: "12.3q2-7w"."""
    return f"{pk}.{base64.urlsafe_b64encode(signature(purpose, pk)[:18]).decode()}"


def signature(purpose, pk):
    """32 bytes that nobody else can make for a ``purpose`` concerning the row ``pk``."""
    return hmac.new(_key().encode(), f"{purpose}:{pk}".encode(), hashlib.sha256).digest()


def pk_in(token, purpose):
    """The key in a token for ``purpose``; None where it is not one of ours."""
    pk, _dot, _mac = token.partition(".")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    is_ours = hmac.compare_digest(token.encode(), link_token(purpose, int(pk)).encode())
    return int(pk) if is_ours else None


def manage_address(token):
    """Where a subscriber changes what they receive, or leaves; by a token for ``MANAGE``."""
    return f"{settings.PUBLIC_URL}/subscribe/email/manage/?t={token}"


def leave_address(token):
    """Where a mail program leaves for its reader by one POST (RFC 8058); by the same token."""
    return f"{settings.PUBLIC_URL}/subscribe/email/leave/?t={token}"


def acknowledge_address(token):
    """Where somebody confirms that a notice was received; by a token for ``ACKNOWLEDGE``."""
    return f"{settings.PUBLIC_URL}/subscribe/email/acknowledge/?t={token}"


def answer_test_address(token):
    """Where the address for objections answers a test; by a token for ``ANSWER_TEST``."""
    return f"{settings.PUBLIC_URL}/objections/answer/?t={token}"


def _key():
    key = outbox_row().link_key
    if key:
        return key
    Outbox.objects.filter(pk=1, link_key="").update(link_key=secrets.token_urlsafe(32))
    return outbox_row().link_key
