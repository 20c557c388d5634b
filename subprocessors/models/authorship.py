"""Who did something on the desk, and how its history keeps it.

Whoever acts is ``by``: a user, or the name of somebody without an account here (a text), such
as whoever types a command. None stands for the account of the machine that runs the program.
"""

import getpass
import os
from contextlib import contextmanager

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


def account_name():
    """The name of the machine's account that runs this program, or its number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # in a container, nobody may have named it
        return f"uid {os.getuid()}"


def user_of(by):
    """The user that ``by`` is, or None."""
    return None if isinstance(by, str) else by


def name_of(by):
    """The name of ``by`` today, as it is written down: "Ada Lovelace (ada)"."""
    if isinstance(by, str) or by is None:
        return (by or "").strip() or account_name()
    username = by.get_username()
    full_name = by.get_full_name()
    return f"{full_name} ({username})" if full_name else username


@contextmanager
def signed(rows, by, reason):
    """Whatever record is made of ``rows`` meanwhile is by ``by``, for this reason."""
    for row in rows:
        row._history_user, row._change_reason = by, reason[:100] or None
    try:
        yield
    finally:
        for row in rows:
            del row._history_user, row._change_reason


class Signed(models.Model):
    """A record of the history with the name of who made it, as it was then.

    Empty only in records from before release 0.2.0 whose user is not known.
    """

    by_name = models.TextField(_("by"), blank=True, default="")

    class Meta:
        abstract = True

    def __init__(self, *args, **kwargs):
        if "history_user" in kwargs:
            by = kwargs["history_user"]
            kwargs = {**kwargs, "history_user": user_of(by), "by_name": name_of(by)}
        super().__init__(*args, **kwargs)


class SignedHistory(HistoricalRecords):
    """The history of a model, each record signed; a user who made one cannot be deleted."""

    def __init__(self, **options):
        super().__init__(bases=[Signed], **options)

    def _get_history_user_fields(self):
        fields = super()._get_history_user_fields()
        fields["history_user"].remote_field.on_delete = models.PROTECT
        return fields
