"""What a command says, and who no longer listens."""

import os
import sys


class Unheard:
    """A stream that goes on in silence once whoever read it is gone, such as ``| head``.

    So that what a command does never depends on how much of what it says is read.
    """

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        """Writes ``text``, or nothing where nobody reads."""
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            self._go_on_in_silence()
            return len(text)

    def flush(self):
        """Flushes, where somebody reads."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._go_on_in_silence()

    def _go_on_in_silence(self):
        """Leads the stream to nowhere, with what it still holds."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


def say_on_when_unheard():
    """Lets the output of this process end quietly where its reader does."""
    sys.stdout, sys.stderr = Unheard(sys.stdout), Unheard(sys.stderr)
