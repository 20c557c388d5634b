"""How a process of the server takes connections, and how it ends: it answers what it took."""

import select
import time

from gunicorn.workers.gthread import ThreadWorker

#: Seconds that leave another process the time to take a connection.
_FOR_ANOTHER = 0.001


class FinishingWorker(ThreadWorker):
    """A worker of gunicorn that leaves connections to others while its threads are busy, and
    takes what waits at the door before it closes it.

    The kernel takes connections, and the requests sent on them, for a server that is busy.
    Whoever stops without accepting these cuts each of them off without an answer. The door
    is closed as soon as nobody waits, so that whatever comes next is refused at once rather
    than taken and cut off later.
    """

    def accept(self, listener):
        """Takes a connection; once there is one for each thread, another process may go first.

        Whoever is awake would else take all that come at once, and the others have nothing to do.
        """
        if self.alive and self.cfg.workers > 1 and self.nr_conns >= self.cfg.threads:
            time.sleep(_FOR_ANOTHER)
        super().accept(listener)

    def set_accept_enabled(self, enabled):
        """Also accepts all that waits, and closes the listeners, where the worker is to end."""
        super().set_accept_enabled(enabled)
        if self.alive or enabled:
            return
        for listener in self.sockets:
            while select.select([listener], [], [], 0)[0]:
                self.accept(listener)
            listener.close()

    def murder_keepalived(self, force=False):
        """Closes connections that were idle too long, but for those with a new request on them.

        A process that had no turn for a while would otherwise cut that request off.
        """
        is_over = self.keepalived_conns and self.keepalived_conns[0].timeout <= time.monotonic()
        if is_over and not force:
            self.wait_for_and_dispatch_events(timeout=0)
        super().murder_keepalived(force)
