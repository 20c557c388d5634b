"""Requests a second of every kind of answer, as parts of what a bare server does with it."""

import statistics

from benchmarks import portal
from benchmarks.databases import url_of
from benchmarks.figure import Figure
from benchmarks.figures import first_and_last_day
from benchmarks.serving import load, servers, strain
from subprocessors.models.register import Subprocessor

ROWS, VERSIONS = 60, 100
ROUNDS, SECONDS = 5, 2
#: Of what a bare application does with the same bytes and headers.
HIT = 0.8
_OF_THE_SERVER = {"date", "server", "connection"}


def measured(databases):
    """Serves portals and what they are compared with; gives the Figures."""
    name = databases.make(f"{VERSIONS}_versions_of_{ROWS}_rows")
    portal.make(rows=ROWS)
    portal.publish_until(VERSIONS)
    url, folder = url_of(name), databases.folder
    with servers.ours(url) as kept, servers.ours(url, CACHE="off") as cold:
        asked = addresses(kept.address)
        recorded = {f"/{what}": answer(kept.address + path, head) for what, path, head in asked}
        with (
            servers.bare(recorded, folder) as bare,
            servers.plain(folder, rows=ROWS, edits=VERSIONS - 1) as plain,
        ):
            found = [*rates(asked, bare, kept, cold), *files(recorded["/table"], bare, folder)]
            found += misses(cold, plain)
        return [*found, *strain.measured(kept, asked, name)]


def addresses(base):
    """``(what, path, headers)`` of each kind of answer."""
    first, last = first_and_last_day()
    middle = first + (last - first) / 2
    row = Subprocessor.objects.order_by("slug").first().slug
    etag = dict(answer(f"{base}/subprocessors/")[1])["ETag"]
    return [
        ("table", "/subprocessors/", ()),
        ("log", "/changes/", ()),
        ("version", f"/changes/{VERSIONS // 2}/", ()),
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


def rates(asked, bare, kept, cold):
    """For each kind: how a hit and a miss compare with the bare application."""
    ratios = {what: ([], [], [], []) for what, _path, _headers in asked}
    for number in range(ROUNDS + 1):
        for what, path, headers in asked:
            seconds = SECONDS if number else 1  # the first round only warms up
            told = [
                load.rate(f"{bare.address}/{what}", seconds=seconds),
                load.rate(kept.address + path, seconds=seconds, headers=headers),
                load.rate(cold.address + path, seconds=seconds, headers=headers),
            ]
            if number:
                for values, one in zip(ratios[what], [*told, told[1] / told[0]], strict=True):
                    values.append(one)
    for what, values in ratios.items():
        bare_rate, hit, miss, ratio = map(statistics.median, values)
        yield Figure(
            f"{what}: hit",
            f"{HIT} of bare",
            f"{ratio:.2f} ({hit:,.0f} of {bare_rate:,.0f} a second)",
            ratio >= HIT,
        )
        yield Figure(f"{what}: miss", "", f"{miss / bare_rate:.3f} ({miss:,.0f} a second)")


def files(table, bare, folder):
    """nginx with the table as a file, beside the bare application; nothing without nginx."""
    if not servers.has_nginx():
        return []
    (folder / "index.html").write_bytes(table[2])
    folder.chmod(0o755)
    with servers.nginx(folder, f"server {{ listen 127.0.0.1:{{port}}; root {folder}; }}") as nginx:
        ratios = [
            load.rate(f"{nginx.address}/", seconds=SECONDS)
            / load.rate(f"{bare.address}/table", seconds=SECONDS)
            for _round in range(ROUNDS)
        ]
    return [Figure("nginx with the table as a file", "", f"{statistics.median(ratios):.2f}")]


def misses(cold, plain):
    """Table and log on a miss, beside a list and a log written the usual way."""
    for what, path, usual, least in (
        ("table", "/subprocessors/", "/list/", 1 / 3),
        ("log", "/changes/", "/log/", 5),
    ):
        taken = [
            (
                load.rate(plain.address + usual, seconds=SECONDS),
                load.rate(cold.address + path, seconds=SECONDS),
            )
            for _round in range(ROUNDS)
        ]
        ratio = statistics.median(ours / usually if usually else 0 for usually, ours in taken)
        usually, ours = (statistics.median(values) for values in zip(*taken, strict=True))
        yield Figure(
            f"{what} on a miss, to a plain Django {usual.strip('/')}",
            f"{least:.2g} of it",
            f"{ratio:.2f} ({ours:,.0f} of {usually:,.0f} a second)",
            ratio >= least,
        )
