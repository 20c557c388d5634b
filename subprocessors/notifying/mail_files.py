"""Mails as files in DATA_DIR/mail, until a mail server is set."""

import os

from subprocessors.models.outbox import DeliveryAttempt
from subprocessors.notifying.smtp_dialogue import UNSENT, Outcome


class MailFolder:
    """Stands where an SmtpConnection would. What is written here was sent to nobody."""

    is_open, accepted, host = True, 0, ""

    def __init__(self, folder):
        self._folder = folder
        self.carried = 0

    def transmit(self, *, sender, recipient, data, before_data, name):
        """Writes one message to the file ``name``; gives an Outcome that says so."""
        before_data()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._folder / name
        draft = file.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(data)
        draft.replace(file)
        words = f"No mail server is set. Written to {file}"
        return Outcome(UNSENT, DeliveryAttempt.Phase.FILE, text=words)

    def close(self):
        """Nothing is open."""
