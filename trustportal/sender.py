"""The sender of notices beside the web server, started and stopped with it."""

import os
import subprocess
import sys

from django.conf import settings

from trustportal.sender_keeper import PATIENCE

#: Whoever keeps the sender kills it first.
_A_LITTLE_MORE = 5  # seconds


class SenderProcess:
    """Started by the server once it is ready, stopped when it ends. See ``sender_keeper``."""

    def __init__(self):
        self._keeper = None

    def start(self):
        """Starts it, unless SEND_NOTICES is off: then a unit of its own runs it."""
        if not settings.SEND_NOTICES:
            return
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", "trustportal.sender_keeper", str(os.getpid())],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
        )

    def stop(self):
        """Asks it to end, and waits for it."""
        if self._keeper is None:
            return
        self._keeper.terminate()
        try:
            self._keeper.wait(timeout=PATIENCE + _A_LITTLE_MORE)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
