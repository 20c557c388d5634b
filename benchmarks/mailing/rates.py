"""Notices queued and sent, by one sender and by two, and what visitors wait meanwhile."""

import statistics
import time

from benchmarks.figure import Figure, figures_of
from benchmarks.mailing.outboxes import Sending, databases, megabytes_at_most, running_sink
from benchmarks.serving import load, servers

FEW = 1_000
#: Limits: seconds and megabytes of the process that publishes, messages a second of a sender.
SECONDS, MEGABYTES, A_SECOND = 5, 150, 30
TWO_TO_ONE, MEMORY, P99 = 1.7, 1.1, 2


def measured(folder, effort):
    """Measures sending on each database there is; gives the Figures."""
    with databases(folder) as urls, running_sink() as sink:
        return [
            figure
            for name, url in urls.items()
            for figure in figures_of(
                f"mail on {name}",
                lambda url=url, name=name: _all_on(name, _made(url, folder / name, sink), effort),
            )
        ]


def _made(url, folder, sink):
    folder.mkdir()
    sending = Sending(url, folder, sink)
    sending.run("manage.py", "migrate", "--verbosity", "0")
    return sending


def _all_on(name, sending, effort):
    sending.run("-m", "benchmarks.mailing.filling", effort.rows, 0)
    sending.run("manage.py", "collectstatic", "--verbosity", "0", "--no-input")
    sending.run("manage.py", "sendnotices", "--allow")
    few = _memory_of_one(sending, effort, FEW)
    queued, took, most = sending.publish(effort.rows, effort.notices)
    yield Figure(
        f"{name}: {queued:,} notices queued",
        f"{SECONDS} s, {MEGABYTES} MB",
        f"{took:.1f} s, {most:.0f} MB",
        took < SECONDS and not most >= MEGABYTES,  # nobody knows it but Linux
    )
    yield from _rates(name, sending, effort, few)
    yield from _waits(name, sending, effort)


def _memory_of_one(sending, effort, count):
    sending.publish(effort.rows, count)
    with sending.senders(1) as [one]:
        time.sleep(effort.sending_seconds)
        return megabytes_at_most(one.pid)


def _rates(name, sending, effort, few):
    rounds = []
    for _round in range(effort.rounds):
        pair = []
        for count in (1, 2):
            with sending.senders(count) as processes:
                before, began = sending.taken(), time.monotonic()
                time.sleep(effort.sending_seconds)
                pair.append((sending.taken() - before) / (time.monotonic() - began))
                many = megabytes_at_most(processes[0].pid)
        rounds.append(pair)
    one = statistics.median(pair[0] for pair in rounds)
    ratio = statistics.median(two / one for one, two in rounds)
    yield Figure(
        f"{name}: messages a second of one sender",
        f"{A_SECOND}",
        f"{one:.1f}",
        one >= A_SECOND,
    )
    yield Figure(
        f"{name}: two senders, to one",
        f"x {TWO_TO_ONE}",
        f"x {ratio:.2f} ({statistics.median(pair[1] for pair in rounds):.1f} a second)",
        ratio >= TWO_TO_ONE,
    )
    yield Figure(
        f"{name}: memory of a sender, {FEW:,} and {effort.notices:,} queued",
        f"x {MEMORY}",
        f"{few:.0f} MB, {many:.0f} MB",
        not many > few * MEMORY,
    )


def _waits(name, sending, effort):
    """p99 of a public page at half of the peak, alone and beside two senders, in turn."""
    with servers.ours(sending.url, SEND_NOTICES="0") as portal:
        url, seconds = f"{portal.address}/subprocessors/", 1 + effort.rounds
        peak = len(load.waits(url, seconds=seconds)) / seconds
        alone, beside = [], []
        for _round in range(effort.rounds):
            alone.append(_p99(url, peak / 2, seconds))
            with sending.senders(2):
                beside.append(_p99(url, peak / 2, seconds))
    before, after = statistics.median(alone), statistics.median(beside)
    yield Figure(
        f"{name}: p99 at half of the peak ({peak / 2:,.0f} a second), with two senders beside",
        f"x {P99}",
        f"{before:.1f} ms, {after:.1f} ms: x {after / before:.2f}",
        after <= before * P99,
    )


def _p99(url, per_second, seconds):
    return load.percentile(load.waits(url, seconds=seconds, per_second=per_second), 0.99) * 1000
