"""The process that sends notices beside the web server, started and stopped with it."""

import os
import subprocess
import sys

from django.conf import settings

#: A message in flight is finished; a mail server may take its time. Then it is killed, which at
#: most sends that one message twice.
_PATIENCE = 30  # seconds


class SenderProcess:
    """Started by the server once it is ready, stopped when it ends."""

    def __init__(self):
        self._process = None

    def start(self):
        """Starts it, unless SEND_NOTICES is off: then a unit of its own runs it."""
        if not settings.SEND_NOTICES:
            return
        words = ("sendnotices", "--watch", "--beside", str(os.getpid()))
        self._process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *words],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
        )

    def stop(self):
        """Asks it to end, and waits for it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
