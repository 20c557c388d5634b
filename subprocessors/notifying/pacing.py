"""How fast a worker may go: the server's own pauses, and the limit per minute."""

import time
from threading import Lock

#: Seconds for which a mail server is left alone, longer each time it cannot be used.
_PAUSES = (15, 60, 120, 300, 900)


class HostPause:
    """Until when a mail server is left alone: at most 15 minutes, until it takes a message."""

    def __init__(self, clock=time.monotonic):
        self._clock, self._lock = clock, Lock()
        self._until, self._times, self.why = 0.0, 0, ""

    def lengthen(self, why):
        """It could not be used, because of ``why``."""
        with self._lock:
            pause = _PAUSES[min(self._times, len(_PAUSES) - 1)]
            self._until, self._times, self.why = self._clock() + pause, self._times + 1, why

    def end(self):
        """It took a message."""
        with self._lock:
            self._until, self._times, self.why = 0.0, 0, ""

    @property
    def is_on(self):
        """Whether it is left alone now."""
        return self._clock() < self._until

    @property
    def why_now(self):
        """Why it is left alone now; "" where it is not."""
        return self.why if self.is_on else ""


class MinuteLimit:
    """At most so many messages a minute (0: any number), evenly."""

    def __init__(self, per_minute, clock=time.monotonic):
        self._gap = 60 / per_minute if per_minute else 0
        self._clock, self._lock, self._next = clock, Lock(), 0.0

    def wait(self, stopping):
        """Waits for the turn of one message, unless ``stopping`` (an Event) is set before."""
        if not self._gap:
            return
        with self._lock:
            now = self._clock()
            mine = max(now, self._next)
            self._next = mine + self._gap
        stopping.wait(mine - now)
