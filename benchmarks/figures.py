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
from benchmarks.figure import Figure
from subprocessors.importing.histories import versions
from subprocessors.importing.replaying import replay
from subprocessors.models.publication import Publication, Snapshot

RUNS = 7
RATIO = 1.5
TABLE = "/subprocessors/"
FEED = "/feeds/changes.atom"


def measured(databases):
    """Makes the portals and measures; gives the Figures."""
    return [
        *wide_lists(databases, few=5, many=1000),
        *long_histories(databases, few=5, many=5000),
        *replays(databases, count=1000, rows=30),
    ]


def wide_lists(databases, *, few, many):
    """A list of 500 rows, after a few publications and after many."""
    names = {}
    for count in (few, many):
        names[count] = databases.make(f"{count}_publications_of_500_rows")
        portal.make(rows=500)
        portal.publish_until(count)
    tables, publishings = {few: [], many: []}, {few: [], many: []}
    for _run in range(RUNS):  # in turn, so that a busy machine slows both alike
        for count, name in names.items():
            databases.use(name)
            tables[count] += answer_times(name, TABLE)
            publishings[count].append(publishing())
    return [
        *both("table of 500 rows, cold", tables, limit=300),
        *both("publishing 500 changed rows", publishings, limit=2000),
    ]


def long_histories(databases, *, few, many):
    """A list of 200 rows, after a few publications and after many."""
    names, addresses = {}, {}
    for count in (few, many):
        names[count] = databases.make(f"{count}_publications_of_200_rows")
        portal.make(rows=200)
        portal.publish_until(count)
        first, last = first_and_last_day()
        middle = first + (last - first) / 2
        addresses[count] = {
            "table of 200 rows": TABLE,
            "any day": f"/subprocessors/on/{middle}/",
            "feed of 5 entries": FEED,
            "compare first and last day": f"/changes/compare/?from={first}&to={last}",
        }
    taken = {what: {few: [], many: []} for what in addresses[few]}
    for _run in range(RUNS):
        for count, name in names.items():
            milliseconds = answer_times(name, "/healthz", *addresses[count].values())[1:]
            for what, one in zip(addresses[count], milliseconds, strict=True):
                taken[what][count].append(one)
    compared = taken.pop("compare first and last day")
    return [
        *(figure for what, figures in taken.items() for figure in both(what, figures)),
        within("compare first and last day", statistics.median(compared[many]), 300),
        *verifying(names[many]),
        *sizes(databases, names[many]),
        *full_feed(databases, names[many]),
    ]


def first_and_last_day():
    """The days of the first and the newest publication."""
    days = Publication.objects.order_by("number").values_list("published_on", flat=True)
    return days.first(), days.last()


def full_feed(databases, database):
    """A feed as long as feeds become, which is longer than that of five publications."""
    databases.use(database)
    portal.publish_until(Publication.objects.count() + 45, material=45)
    taken = [answer_times(database, "/healthz", FEED)[1] for _run in range(RUNS)]
    return [Figure("feed of 50 entries, the most", "", f"{statistics.median(taken):,.0f} ms")]


def verifying(database):
    """Speed and memory of ``verifypublications``."""
    rate, early, late = output("benchmarks.verifying", database)
    return [
        Figure("verifypublications", "200 a second", f"{rate:,.0f} a second", rate >= 200),
        Figure(
            "its memory after 500, after all",
            "x 1.1",
            f"{early:,.0f} MB, {late:,.0f} MB",
            late <= early * 1.1,
        ),
    ]


def sizes(databases, database):
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
    return [Figure("bytes a publication of 200 rows", "", text)]


def replays(databases, *, count, rows):
    """Replaying a history from elsewhere."""
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
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def publishing():
    """Milliseconds of one publication in which every row changes."""
    portal.edit_every_row()
    started = time.perf_counter()
    portal.publish_every_row()
    return (time.perf_counter() - started) * 1000


def both(what, milliseconds, *, limit=None):
    """The figures of a short and a long history: the ratio, and each under the limit."""
    (few, first), (many, second) = milliseconds.items()
    low, high = statistics.median(first), statistics.median(second)
    text = f"{low:,.0f} ms at {few}, {high:,.0f} ms at {many:,}"
    yield Figure(what, f"x {RATIO}", f"{text}: x {high / low:.2f}", high / low <= RATIO)
    if limit:
        yield within(what, max(low, high), limit)


def within(what, milliseconds, limit):
    """One figure under a limit in milliseconds."""
    return Figure(what, f"{limit:,} ms", f"{milliseconds:,.0f} ms", milliseconds <= limit)
