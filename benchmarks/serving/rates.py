"""Requests a second of every kind of answer, as parts of what a bare server does with it."""

import contextlib
import statistics

from benchmarks.databases import url_of
from benchmarks.figure import Figure, figures_of
from benchmarks.histories import first_and_last_day
from benchmarks.serving import load, servers, strain
from subprocessors.models.register import Subprocessor

#: Of what a bare application does with the same bytes and headers.
HIT = 0.8
_OF_THE_SERVER = {"date", "server", "connection"}


def measured(databases, effort):
    """Serves portals and what they are compared with; gives the Figures."""
    name = databases.portal(rows=effort.rows, versions=effort.versions)
    url, folder = url_of(name), databases.folder
    with contextlib.ExitStack() as running:
        kept = running.enter_context(servers.ours(url))
        cold = running.enter_context(servers.ours(url, CACHE="off"))
        asked = addresses(kept.address, effort)
        recorded = {f"/{what}": answer(kept.address + path, head) for what, path, head in asked}
        bare = running.enter_context(servers.bare(recorded, folder))
        found = figures_of("hits and misses", lambda: rates(asked, bare, kept, cold, effort))
        found += figures_of("beside a plain Django", lambda: plainly(folder, cold, effort))
        found += figures_of("nginx", lambda: nginx(recorded["/table"], bare, kept, folder, effort))
        return [*found, *strain.measured(kept, asked, name, effort)]


def addresses(base, effort):
    """``(what, path, headers)`` of each kind of answer."""
    first, last = first_and_last_day()
    middle = first + (last - first) / 2
    row = Subprocessor.objects.order_by("slug").first().slug
    etag = dict(answer(f"{base}/subprocessors/")[1])["ETag"]
    return [
        ("table", "/subprocessors/", ()),
        ("log", "/changes/", ()),
        ("version", f"/changes/{effort.versions // 2}/", ()),
        ("row", f"/subprocessors/{row}/", ()),
        ("day", f"/subprocessors/on/{middle}/", ()),
        ("compare", f"/changes/compare/?from={middle}&to={last}", ()),
        ("rss", "/feeds/changes.rss", ()),
        ("json", "/subprocessors.json", ()),
        ("csv", "/subprocessors.csv", ()),
        ("gzip", "/subprocessors/", ("Accept-Encoding: gzip",)),
        ("brotli", "/subprocessors/", ("Accept-Encoding: br",)),
        ("304", "/subprocessors/", (f"If-None-Match: {etag}",)),
    ]


def answer(url, headers=()):
    """Status, headers and body of an answer, without what the server itself adds."""
    visitor = load.Visitor(url, headers)
    said = visitor.told()
    visitor.close()
    status, lines, body = said
    return status, [one for one in lines if one[0].lower() not in _OF_THE_SERVER], body


def rates(asked, bare, kept, cold, effort):
    """For each kind: how a hit and a miss compare with the bare application."""
    for what, path, headers in asked:
        hits, miss = ((bare, f"/{what}"), (kept, path)), ((cold, path),)
        in_turn([*hits, *miss], 1, effort.seconds, headers)  # only warms up
        rounds = [
            in_turn(hits, effort.turns, effort.seconds, headers)
            + in_turn(miss, 1, effort.seconds, headers)
            for _round in range(effort.rounds)
        ]
        (hit, hit_time), (miss, _time) = (
            [
                statistics.median(getattr(one[place], of) / getattr(one[0], of) for one in rounds)
                for of in ("a_second", "processor_time")
            ]
            for place in (1, 2)
        )
        counts = [statistics.median(one[place].a_second for one in rounds) for place in range(3)]
        size = rounds and len(answer(kept.address + path, headers)[2])
        yield Figure(
            f"{what} ({size:,} bytes): hit",
            f"{HIT} of bare",
            f"{hit:.2f} ({counts[1]:,.0f} of {counts[0]:,.0f} a second;"
            f" processor time x {hit_time:.2f})",
            hit >= HIT,
        )
        yield Figure(f"{what}: miss", "", f"{miss:.3f} ({counts[2]:,.0f} a second)")


def in_turn(places, turns, seconds, headers):
    """The Rate of each ``(server, path)``: the mean of some turns, every other one backwards.

    For some seconds the threads of a process happen to keep out of each other's way, and it
    answers a quarter more; turns spread such luck over all servers.
    """
    told = {place: [] for place in places}
    for turn in range(turns):
        for server, path in reversed(places) if turn % 2 else places:
            told[server, path].append(Rate.of(server, path, seconds, headers))
    return [Rate.mean(rates) for rates in told.values()]


class Rate:
    """Requests ``a_second`` of a server, and the ``processor_time`` that each took, in seconds.

    The latter hardly depends on what else the machine does.
    """

    def __init__(self, a_second, processor_time):
        self.a_second, self.processor_time = a_second, processor_time

    @classmethod
    def of(cls, server, path, seconds, headers=()):
        """Measures it."""
        before = server.processor_time()
        a_second = load.rate(server.address + path, seconds=seconds, headers=headers)
        spent = server.processor_time() - before
        return cls(a_second, spent / (a_second * seconds) or float("nan"))

    @classmethod
    def mean(cls, rates):
        """Of Rates that were measured equally long."""
        a_second = statistics.fmean(one.a_second for one in rates)
        spent = sum(one.processor_time * one.a_second for one in rates)
        return cls(a_second, spent / (a_second * len(rates)))


def plainly(folder, cold, effort):
    """Table and log on a miss, beside a list and a log written the usual way."""
    with servers.plain(folder, rows=effort.rows, edits=effort.versions - 1) as plain:
        for what, path, usual, least in (
            ("table", "/subprocessors/", "/list/", 1 / 3),
            ("log", "/changes/", "/log/", 5),
        ):
            ratio, usually, ours = beside(plain, usual, cold, path, effort)
            yield Figure(
                f"{what} on a miss, to a plain Django {usual.strip('/')}",
                f"{least:.2g} of it",
                f"{ratio:.2f} ({ours:,.0f} of {usually:,.0f} a second)",
                ratio >= least,
            )


def nginx(table, bare, kept, folder, effort):
    """nginx with the table as a file, and with the portal behind it; nothing without nginx."""
    if servers.NGINX is None:
        return
    with servers.nginx(folder, kept, table[2]) as front:
        ratio, bare_rate, rate = beside(bare, "/table", front, "/as-a-file", effort)
        yield Figure(
            "nginx with the table as a file, to bare",
            "",
            f"{ratio:.2f} ({rate:,.0f} of {bare_rate:,.0f} a second)",
        )
        ratio, file_rate, rate = beside(front, "/as-a-file", front, "/subprocessors/", effort)
        yield Figure(
            "table behind deploy/nginx.conf, to nginx with a file",
            "",
            f"{ratio:.2f} ({rate:,.0f} of {file_rate:,.0f} a second)",
        )


def beside(one, path, other, other_path, effort):
    """The ``other`` rate as a part of the one, median of pairs; then the medians of both."""
    pairs = [
        (
            load.rate(one.address + path, seconds=effort.seconds),
            load.rate(other.address + other_path, seconds=effort.seconds),
        )
        for _round in range(effort.rounds)
    ]
    ratio = statistics.median(second / first for first, second in pairs)
    return ratio, *(statistics.median(values) for values in zip(*pairs, strict=True))
