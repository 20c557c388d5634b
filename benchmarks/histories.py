"""How long the slow parts take, and whether a long history makes them slower."""

import json
import statistics
import subprocess
import sys
import time
from datetime import timedelta

from django.db import connection
from django.db.models import Avg
from django.db.models.functions import Length
from django.utils import timezone

from benchmarks import portal
from benchmarks.figure import Figure, figures_of
from subprocessors.importing.histories import versions
from subprocessors.importing.replaying import replay
from subprocessors.models.publication import Publication, Snapshot

RATIO = 1.5
TABLE = "/subprocessors/"
FEED = "/feeds/changes.atom"


def measured(databases, effort):
    """Measures what is slow, on portals that growth was measured on; gives the Figures."""
    return [
        *figures_of("a wide list", lambda: wide_list(databases, effort)),
        *figures_of("a long history", lambda: long_histories(databases, effort)),
        *figures_of("replaying", lambda: replays(databases, effort)),
    ]


def wide_list(databases, effort):
    """The largest list: its table in a fresh process, and a publication that changes all rows."""
    rows = max(effort.row_counts)
    name = databases.portal(rows=rows, versions=effort.versions)
    tables = [answer_times(name, "/healthz", TABLE)[1] for _run in range(effort.runs)]
    published = [publishing() for _run in range(effort.runs)]
    return [
        within(f"table of {rows} rows in a fresh process", statistics.median(tables), 300),
        within(f"publishing {rows} changed rows", statistics.median(published), 2000),
    ]


def long_histories(databases, effort):
    """The same list after a few publications and after many."""
    few, many, rows = min(effort.version_counts), max(effort.version_counts), effort.rows
    names, addresses = {}, {}
    for count in (few, many):
        names[count] = databases.portal(rows=rows, versions=count)
        first, last = first_and_last_day()
        addresses[count] = {
            f"table of {rows} rows": TABLE,
            "any day": f"/subprocessors/on/{first + (last - first) / 2}/",
            "feed of 5 entries": FEED,
            "compare first and last day": f"/changes/compare/?from={first}&to={last}",
        }
    taken = {what: {few: [], many: []} for what in addresses[few]}
    for _run in range(effort.runs):  # in turn, so that a busy machine slows both alike
        for count, name in names.items():
            milliseconds = answer_times(name, "/healthz", *addresses[count].values())[1:]
            for what, one in zip(addresses[count], milliseconds, strict=True):
                taken[what][count].append(one)
    compared = taken.pop("compare first and last day")
    return [
        *(both(f"{what}, fresh", figures) for what, figures in taken.items()),
        within("compare first and last day", statistics.median(compared[many]), 300),
        *verifying(names[many]),
        *sizes(databases, names[many], rows),
        *full_feed(databases, names[many], effort),
    ]


def first_and_last_day():
    """The days of the first and the newest publication."""
    days = Publication.objects.order_by("number").values_list("published_on", flat=True)
    return days.first(), days.last()


def full_feed(databases, database, effort):
    """A feed as long as feeds become, which is longer than that of five publications."""
    databases.use(database)
    portal.publish_until(Publication.objects.count() + 45, material=45)
    taken = [answer_times(database, "/healthz", FEED)[1] for _run in range(effort.runs)]
    return [Figure("feed of 50 entries, the most", "", f"{statistics.median(taken):,.0f} ms")]


def verifying(database):
    """Speed and memory of ``verifypublications``."""
    rate, early, late = output("benchmarks.verifying", database)
    return [
        Figure("verifypublications", "200 a second", f"{rate:,.0f} a second", rate >= 200),
        Figure(
            "its memory after a tenth, after all",
            "x 1.1",
            f"{early:,.0f} MB, {late:,.0f} MB",
            late <= early * 1.1,
        ),
    ]


def sizes(databases, database, rows):
    """Bytes a publication takes."""
    databases.use(database)
    snapshot = Snapshot.objects.aggregate(size=Avg(Length("content")))["size"]
    if connection.vendor == "sqlite":
        sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    else:
        sql = "SELECT pg_database_size(current_database())"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        [whole] = cursor.fetchone()
    whole /= Publication.objects.count()
    text = f"{snapshot:,.0f}; in all {whole:,.0f}"
    return [Figure(f"bytes a publication of {rows} rows", "", text)]


def replays(databases, effort, *, rows=30):
    """Replaying a history from elsewhere."""
    count = effort.replayed
    databases.make(f"{count}_versions_replayed")
    portal.make(rows=0)
    text = portal.history(count, rows)
    started = time.perf_counter()
    done = replay(versions(text, name="bench", now=timezone.now() + timedelta(days=1)))
    took = time.perf_counter() - started
    assert done.published == count
    what = f"replay of {count:,} versions of {rows} rows"
    return [Figure(what, "60 s", f"{took:,.1f} s", took <= 60)]


def answer_times(database, *addresses):
    """Milliseconds of each answer, in a process of its own."""
    return output("benchmarks.answers", database, *addresses)


def output(module, *words):
    """What a process of its own printed."""
    command = [sys.executable, "-m", module, *words]
    return json.loads(
        subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=300).stdout
    )


def publishing():
    """Milliseconds of one publication in which every row changes."""
    portal.edit_every_row()
    started = time.perf_counter()
    portal.publish_every_row()
    return (time.perf_counter() - started) * 1000


def both(what, milliseconds):
    """The figure of a short and a long history: the ratio of the two."""
    (few, first), (many, second) = milliseconds.items()
    low, high = statistics.median(first), statistics.median(second)
    text = f"{low:,.0f} ms at {few}, {high:,.0f} ms at {many:,}: x {high / low:.2f}"
    return Figure(what, f"x {RATIO}", text, high / low <= RATIO)


def within(what, milliseconds, limit):
    """One figure under a limit in milliseconds."""
    return Figure(what, f"{limit:,} ms", f"{milliseconds:,.0f} ms", milliseconds <= limit)
