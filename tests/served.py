"""`make run` and `make new` as somebody types them: real processes, real databases."""

import os
import random
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Of the administrator of the sample that tests copy (``sample_folder``).
PASSWORD = "as you like it"
PATIENCE = 90  # seconds until a busy machine has started a portal


def free_port():
    """A port of 127.0.0.1 that nobody listens on, and that no client is given by chance."""
    for port in random.sample(range(15000, 32000), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("100 ports are taken")


def environment(data_dir, **variables):
    """The variables of a fresh machine, and ``variables``.

    The sender is started beside the server where a test asks for it: it takes a second or two.
    """
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "DATA_DIR": str(data_dir), "SEND_NOTICES": "0", **variables}


def make(target, data_dir, **variables):
    """What a ``make target`` that ends by itself did: ``returncode``, ``stdout``, ``stderr``."""
    return subprocess.run(
        ["make", "--no-print-directory", target],
        cwd=ROOT,
        env=environment(data_dir, **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def manage(data_dir, *words, **variables):
    """What ``manage.py`` did with these words, as ``make`` tells it."""
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=ROOT,
        env=environment(data_dir, **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def running(data_dir, **variables):
    """``make run`` while it serves: gives its address and the lines it said until then."""
    port = variables.setdefault("PORT", str(free_port()))
    process = subprocess.Popen(
        ["make", "--no-print-directory", "run"],
        cwd=ROOT,
        env=environment(data_dir, **variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}", said_until(process, b"The desk:")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def said_until(process, word):
    """The lines that ``process`` said up to the one that holds ``word``."""
    said, deadline = b"", time.monotonic() + PATIENCE
    while not (word in said and said.endswith(b"\n")):
        ready, _, _ = select.select([process.stdout], [], [], max(0, deadline - time.monotonic()))
        chunk = os.read(process.stdout.fileno(), 65536) if ready else b""
        assert chunk, f"make run ended or fell silent after: {said.decode()}"
        said += chunk
    return said.decode().splitlines()
