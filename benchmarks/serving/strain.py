"""What visitors and the machine feel: waiting under load and during writes, memory."""

import subprocess
import sys
import threading
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.serving import load

WRITES, PUBLICATIONS = 200, 20
REQUESTS = 200_000
EARLY = 20_000


def measured(server, asked, database):
    """The Figures of a server on this database, asked for these addresses."""
    return [
        half_of_peak(server),
        *memory(server, asked),
        during_writes(server, database),
    ]


def half_of_peak(server):
    """How long visitors wait at half of the most that the same client reaches."""
    url = f"{server.address}/subprocessors/"
    peak = len(load.waits(url, seconds=3)) / 3
    taken = load.waits(url, seconds=6, per_second=peak / 2)
    p99 = load.percentile(taken, 0.99) * 1000
    what = f"p99 at half of the peak ({peak / 2:,.0f} a second)"
    return Figure(what, "20 ms", f"{p99:,.1f} ms", p99 <= 20)


def memory(server, asked):
    """Megabytes of the largest worker after some requests and after very many."""
    done, early = 0, None
    while done < REQUESTS:
        for _what, path, headers in asked:
            done += 2 * load.rate(server.address + path, seconds=2, headers=headers)
        if early is None and done >= EARLY:
            early = _megabytes(server)
    late = _megabytes(server)
    yield Figure(
        f"memory of a worker, after {REQUESTS:,} requests",
        "150 MB, x 1.05",
        f"{early:,.0f} MB, {late:,.0f} MB",
        late <= 150 and late <= early * 1.05,
    )


def _megabytes(server):
    found = []
    for pid in server.workers():
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        [line] = [line for line in lines if line.startswith("VmRSS:")]
        found.append(int(line.split()[1]) / 1024)
    return max(found)


def during_writes(server, database):
    """How long visitors wait while somebody edits and publishes."""
    is_over, taken = threading.Event(), []

    def read(path):
        url = server.address + path
        taken.extend(load.waits(url, seconds=600, per_second=40, connections=2, until=is_over))

    paths = ("/subprocessors/", "/changes/", "/feeds/changes.rss")
    readers = [threading.Thread(target=read, args=[path]) for path in paths]
    for reader in readers:
        reader.start()
    command = [sys.executable, "-m", "benchmarks.serving.writing", database]
    subprocess.run([*command, str(WRITES), str(PUBLICATIONS)], check=True)
    is_over.set()
    for reader in readers:
        reader.join()
    p99 = load.percentile(taken, 0.99) * 1000
    what = f"p99 of {len(taken):,} readers during {WRITES} writes and {PUBLICATIONS} publications"
    return Figure(what, "100 ms", f"{p99:,.1f} ms", p99 <= 100)
