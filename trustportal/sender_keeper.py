"""A small process beside the server: keeps one sender running, and ends it with the server.

    python -m trustportal.sender_keeper PID        of the server that started it

gunicorn itself waits for every process that it started, and throws away how it ended.
"""

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

#: Seconds until a sender that died is started again; the last one for ever.
WAITS = (1, 5, 15, 60)
#: Who worked for so many seconds dies for the first time.
_LASTING = 600
#: A message in flight is finished; a mail server may take its time. Then the sender is killed,
#: which at most sends that one message twice.
PATIENCE = 30
_LOOK = 0.2
_MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
_log = logging.getLogger(__name__)


class Keeper:
    """Keeps Python running with these ``words``, until the process ``beside`` is gone, or it is
    told to ``stop``.

    There is never more than one. One that ends well (status 0) was told to, and stays away; one
    that dies or fails is started again, later each time.
    """

    def __init__(self, words, *, beside):
        self._words, self._beside = words, beside
        self._is_stopping, self._deaths = False, 0

    def stop(self, *_signal):
        """Ends it, once the message in flight is finished."""
        self._is_stopping = True

    def run(self):
        """Returns once the sender has ended for good."""
        while not self._is_over:
            began = time.monotonic()
            status = self._run_once()
            if self._is_over:
                return
            if status == 0:
                _log.warning("The sender was told to end; it is started again with the server.")
                return
            if time.monotonic() - began >= _LASTING:
                self._deaths = 0
            wait = WAITS[min(self._deaths, len(WAITS) - 1)]
            self._deaths += 1
            _log.error("The sender ended (%s). It starts again in %s s.", _how(status), wait)
            self._pause(wait)

    @property
    def _is_over(self):
        return self._is_stopping or os.getppid() != self._beside

    def _run_once(self):
        """The status with which the sender ended; it is asked to end where all is over."""
        command = [sys.executable, *self._words]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        while process.poll() is None:
            if self._is_over:
                return _ended(process)
            time.sleep(_LOOK)
        return process.returncode

    def _pause(self, seconds):
        until = time.monotonic() + seconds
        while not self._is_over and time.monotonic() < until:
            time.sleep(_LOOK)


def _ended(process):
    process.terminate()
    try:
        return process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _how(status):
    return f"killed by signal {-status}" if status < 0 else f"status {status}"


def main(server):
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    words = (str(_MANAGE), "sendnotices", "--watch", "--beside", str(os.getpid()))
    keeper = Keeper(words, beside=int(server))
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, keeper.stop)
    keeper.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
