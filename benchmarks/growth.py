"""What a miss costs as the list and its history grow: a table, and a picture of it."""

import json
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.databases import url_of
from benchmarks.histories import first_and_last_day
from benchmarks.picture import Panel, picture

#: What is shown in the picture.
DRAWN = ("table", "search, few", "log", "JSON", "CSV", "any day")


@dataclass(frozen=True)
class Size:
    """A portal that was measured: CPU ``milliseconds`` of a miss by what was asked for."""

    rows: int
    versions: int
    milliseconds: dict


def measure_growth(databases, effort):
    """The Sizes: so many rows at one number of versions, then so many versions."""
    by_rows = [(rows, effort.versions) for rows in effort.row_counts]
    by_versions = [(effort.rows, versions) for versions in effort.version_counts]
    wanted = dict.fromkeys([*by_rows, *by_versions])
    return [_measured(databases, rows, versions) for rows, versions in wanted]


def _measured(databases, rows, versions):
    name = databases.portal(rows=rows, versions=versions)
    first, last = first_and_last_day()
    addresses = {
        "table": "/subprocessors/",
        "search, all": "/subprocessors/?q=vendor",
        "search, few": "/subprocessors/?q=vendor+7",
        "log": "/changes/",
        "RSS": "/feeds/changes.rss",
        "JSON": "/subprocessors.json",
        "CSV": "/subprocessors.csv",
        "version": f"/changes/{versions // 2}/",
        "any day": f"/subprocessors/on/{first + (last - first) / 2}/",
        "compare": f"/changes/compare/?from={first}&to={last}",
    }
    command = [sys.executable, "-m", "benchmarks.cpu", url_of(name), *addresses.values()]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=300)
    found = json.loads(done.stdout)
    return Size(rows, versions, {what: found[address] for what, address in addresses.items()})


def as_table(sizes):
    """The Sizes as a table in Markdown."""
    names = list(sizes[0].milliseconds)
    lines = [
        f"| rows | versions | {' | '.join(names)} |",
        "|---" * (len(names) + 2) + "|",
        *(
            f"| {one.rows:,} | {one.versions:,} | "
            f"{' | '.join(f'{value:.1f}' for value in one.milliseconds.values())} |"
            for one in sorted(sizes, key=lambda one: (one.versions, one.rows))
        ),
    ]
    return "\n".join(lines)


def as_picture(sizes, effort):
    """The Sizes as SVG: by rows, and by versions."""
    by_rows = [one for one in sizes if one.versions == effort.versions]
    by_versions = [one for one in sizes if one.rows == effort.rows]
    return picture(
        "CPU milliseconds of an answer that is not kept",
        (
            _panel(f"by rows, {effort.versions:,} versions", by_rows, "rows"),
            _panel(f"by versions, {effort.rows:,} rows", by_versions, "versions"),
        ),
    )


def _panel(title, sizes, of):
    sizes = sorted(sizes, key=lambda one: getattr(one, of))
    lines = {what: [(getattr(one, of), one.milliseconds[what]) for one in sizes] for what in DRAWN}
    return Panel(title, lines)
