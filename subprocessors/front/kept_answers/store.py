"""Answers by address, within a bound of bytes."""

import threading
from collections import OrderedDict

#: So many questions are remembered that were asked once.
_MOST_ASKED_ONCE = 4096


class Store:
    """Answers of one *generation*; all are dropped together when another one is asked for.

    There are two shelves. *Lasting* answers are the plain addresses of today; *passing* ones
    are queries, past days and single versions, of which there may be thousands: they never
    push out a lasting one. On each shelf the answer least lately used goes first.
    """

    def __init__(self, most_bytes):
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._begin(None)

    def _begin(self, generation):
        self._generation = generation
        self._lasting, self._passing = OrderedDict(), OrderedDict()
        self._sizes, self._bytes = {}, 0
        self._asked_once = OrderedDict()
        self._shelves = generation, self._lasting, self._passing  # in one piece: see ``find``

    @property
    def size(self):
        """Bytes that the kept answers take, about."""
        return self._bytes

    def __len__(self):
        return len(self._sizes)

    def find(self, generation, key):
        """The Answer kept under ``key``, or None.

        Every request comes by here, so no lock is taken to read: what another thread drops
        meanwhile may still be given.
        """
        kept_for, lasting, passing = self._shelves
        if generation != kept_for:
            with self._lock:
                if generation != self._generation:
                    self._begin(generation)
            return None
        shelf = lasting if key in lasting else passing
        answer = shelf.get(key)
        if answer is not None:
            try:  # noqa: SIM105 (a context manager takes longer than all the rest)
                shelf.move_to_end(key)
            except KeyError:  # dropped meanwhile
                pass
        return answer

    def is_asked_again(self, generation, key):
        """Whether ``key`` was asked for before in this generation; remembers that it was now."""
        with self._lock:
            if generation != self._generation or key in self._asked_once:
                return generation == self._generation
            self._asked_once[key] = True
            if len(self._asked_once) > _MOST_ASKED_ONCE:
                self._asked_once.popitem(last=False)
            return False

    def keep(self, generation, key, answer, *, is_passing):
        """Keeps an Answer; not one of another generation, nor what there is no room for."""
        with self._lock:
            if generation == self._generation:
                self._drop(key)
                shelf = self._passing if is_passing else self._lasting
                shelf[key] = answer
                self._weigh(key, answer.size)
                self._make_room(key)

    def weigh(self, key, answer):
        """Takes note that ``answer`` has grown."""
        with self._lock:
            if answer is (self._lasting.get(key) or self._passing.get(key)):
                self._weigh(key, answer.size)
                self._make_room(key)

    def _weigh(self, key, size):
        self._bytes += size - self._sizes.get(key, 0)
        self._sizes[key] = size

    def _make_room(self, key):
        """Drops answers until the rest fits; a passing one cannot drop a lasting one."""
        is_passing = key in self._passing
        while self._bytes > self._most_bytes:
            shelf = self._passing if self._passing or is_passing else self._lasting
            if not shelf:
                break
            self._drop(next(iter(shelf)))

    def _drop(self, key):
        for shelf in (self._lasting, self._passing):
            if shelf.pop(key, None) is not None:
                self._bytes -= self._sizes.pop(key)
