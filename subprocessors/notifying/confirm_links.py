"""The link in a mail that asks to confirm a subscription: signed, with the time of the mail."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from subprocessors.notifying.link_tokens import link_token, pk_in

#: So long the link works; after it, an address that was not confirmed is removed.
CONFIRM_WITHIN = timedelta(days=7)
_PURPOSE = "confirm-{seconds}"


def confirm_address(token):
    """Where a subscriber confirms, by a ``confirm_token``."""
    return f"{settings.PUBLIC_URL}/subscribe/email/confirm/?t={token}"


def confirm_token(subscriber_pk, mailed_at):
    """The token of a subscriber; ``mailed_at`` is the instant of the mail that holds it."""
    seconds = int(mailed_at.timestamp())
    return f"{seconds}.{link_token(_PURPOSE.format(seconds=seconds), subscriber_pk)}"


def confirmation_in(token):
    """The key of the subscriber and the instant of the mail (to the second) in a token.

    None where it is not one of ours.
    """
    seconds, _dot, rest = token.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 11):
        return None
    pk = pk_in(rest, _PURPOSE.format(seconds=seconds))
    return None if pk is None else (pk, datetime.fromtimestamp(int(seconds), UTC))
