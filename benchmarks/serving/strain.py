"""What visitors and the machine feel: waiting under load and during writes, memory."""

import subprocess
import sys
import threading
import time
from pathlib import Path

from benchmarks.figure import Figure, figures_of
from benchmarks.serving import load

EARLY = 0.1
#: A machine that does not reach the number of requests by then has shown enough.
LONGEST = 180


def measured(server, asked, database, effort):
    """The Figures of a server on this database, asked for these addresses."""
    return [
        *figures_of("p99 at half of the peak", lambda: half_of_peak(server, effort)),
        *figures_of("memory of a worker", lambda: memory(server, asked, effort)),
        *figures_of("p99 during writes", lambda: during_writes(server, database, effort)),
    ]


def half_of_peak(server, effort):
    """How long visitors wait at half of the most that the same client reaches."""
    url, seconds = f"{server.address}/subprocessors/", 1 + effort.rounds
    peak = len(load.waits(url, seconds=seconds)) / seconds
    taken = load.waits(url, seconds=2 * seconds, per_second=peak / 2)
    p99 = load.percentile(taken, 0.99) * 1000
    what = f"p99 at half of the peak ({peak / 2:,.0f} a second)"
    return [Figure(what, "20 ms", f"{p99:,.1f} ms", p99 <= 20)]


def memory(server, asked, effort):
    """Megabytes of the largest worker after some requests and after very many."""
    if not server.workers():
        return []
    done, early, deadline = 0, None, time.monotonic() + LONGEST
    while done < effort.requests and time.monotonic() < deadline:
        for _what, path, headers in asked:
            done += effort.seconds * load.rate(
                server.address + path, seconds=effort.seconds, headers=headers
            )
        if early is None and done >= EARLY * effort.requests:
            early = _megabytes(server)
    late = _megabytes(server)
    return [
        Figure(
            f"memory of a worker after {done:,.0f} requests",
            "150 MB, x 1.05",
            f"{late:,.0f} MB, {early:,.0f} MB after a tenth of them",
            late <= 150 and late <= early * 1.05,
        )
    ]


def _megabytes(server):
    found = []
    for pid in server.workers():
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        [line] = [line for line in lines if line.startswith("VmRSS:")]
        found.append(int(line.split()[1]) / 1024)
    return max(found)


def during_writes(server, database, effort):
    """How long visitors wait while somebody edits and publishes."""
    is_over, taken, failed = threading.Event(), [], []

    def read(path):
        url = server.address + path
        try:
            taken.extend(
                load.waits(url, seconds=LONGEST, per_second=40, connections=2, until=is_over)
            )
        except load.Unanswered as error:
            failed.append(error)

    paths = ("/subprocessors/", "/changes/", "/feeds/changes.rss")
    readers = [threading.Thread(target=read, args=[path]) for path in paths]
    for reader in readers:
        reader.start()
    numbers = [str(effort.writes), str(effort.publications)]
    command = [sys.executable, "-m", "benchmarks.serving.writing", database, *numbers]
    try:
        subprocess.run(command, check=True, timeout=LONGEST)
    finally:
        is_over.set()
        for reader in readers:
            reader.join()
    if failed:
        raise failed[0]
    p99 = load.percentile(taken, 0.99) * 1000
    done = f"{effort.writes} writes and {effort.publications} publications"
    what = f"p99 of {len(taken):,} requests during {done}"
    return [Figure(what, "100 ms", f"{p99:,.1f} ms", p99 <= 100)]
