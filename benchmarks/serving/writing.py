"""One process: edits rows and publishes them, in seconds what a busy desk does in a week."""

import sys
import time

import django
from django.conf import settings

#: Seconds before each edit: some twenty edits and two publications a second.
_PAUSE = 0.05


def main(database, writes, publications):
    django.setup()
    settings.DATABASES["default"]["NAME"] = database
    from benchmarks.portal import next_instant
    from subprocessors.models.register import Subprocessor
    from subprocessors.publishing import editing, publish

    rows = list(Subprocessor.objects.order_by("slug"))
    for number in range(1, writes + 1):
        time.sleep(_PAUSE)
        row = rows[number % len(rows)]
        row.notes = f"Busy week, edit {number}"
        editing.save(row, by=None)
        if number % (writes // publications) == 0:
            publish(at=next_instant())


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
