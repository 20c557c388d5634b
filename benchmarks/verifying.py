"""One process: verifies a chain, prints publications a second and its greatest memory in MB."""

import json
import resource
import sys
import threading
import time

import django
from django.conf import settings

#: The share of its time after which its memory is compared with that at the end.
EARLY = 0.1


def main(database):
    django.setup()
    settings.DATABASES["default"]["NAME"] = database
    from subprocessors.verifying import verify

    samples, started = [], time.perf_counter()
    threading.Thread(target=sample_memory, args=[samples], daemon=True).start()
    report = verify()
    took = time.perf_counter() - started
    early = next(memory for at, memory in samples if at - started >= EARLY * took)
    print(json.dumps([report.publications / took, early, most_memory()]))


def sample_memory(samples):
    """Notes, twenty times a second, when it is and what ``most_memory`` is by then."""
    while True:
        samples.append((time.perf_counter(), most_memory()))
        time.sleep(0.05)


def most_memory():
    """Megabytes this process held at most, so far."""
    unit = 2**20 if sys.platform == "darwin" else 2**10  # bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    main(*sys.argv[1:])
