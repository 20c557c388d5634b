"""One process: verifies a chain, prints publications a second and its greatest memory in MB."""

import json
import resource
import sys
import time

import django
from django.conf import settings

EARLY = 500


def main(database):
    django.setup()
    settings.DATABASES["default"]["NAME"] = database
    from subprocessors.verifying import verify

    memory = {}

    def progress(report):
        if report.publications == EARLY:
            memory["early"] = most_memory()

    started = time.perf_counter()
    report = verify(progress=progress)
    took = time.perf_counter() - started
    early = memory.get("early", most_memory())
    print(json.dumps([report.publications / took, early, most_memory()]))


def most_memory():
    """Megabytes this process held at most, so far."""
    unit = 2**20 if sys.platform == "darwin" else 2**10  # bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    main(*sys.argv[1:])
