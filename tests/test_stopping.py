"""What a process of the server takes, and what it still answers after SIGTERM: all of that."""

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.served import PATIENCE, ROOT, environment, free_port, said_until
from trustportal.worker import FinishingWorker

CLIENTS = 24
pytestmark = [
    pytest.mark.own_database,
    pytest.mark.skipif(
        not Path("/proc/self/status").exists(), reason="asks Linux for a waiting signal"
    ),
]


@contextmanager
def serving(data_dir):
    """The server as it is shipped, with one process that answers; gives (process, port)."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "runportal"],
        cwd=ROOT,
        env=environment(data_dir, PORT=str(port), WORKERS="1"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said_until(process, b"The desk:")
        yield process, port
    finally:
        if process.poll() is None:
            for worker in children_of(process):
                os.kill(worker, signal.SIGCONT)
            process.terminate()
        process.communicate(timeout=PATIENCE)


def children_of(process):
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in found.read_text().split()] if found.exists() else []


def wait_until(is_so):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def was_sent(pid, number):
    """Whether a stopped process has this signal waiting, or a thread of it that took it."""
    masks = [
        line.split()[1]
        for status in Path(f"/proc/{pid}/task").glob("*/status")
        for line in status.read_text().splitlines()
        if line.startswith(("SigPnd:", "ShdPnd:", "SigBlk:"))
    ]
    return any(int(mask, 16) >> (number - 1) & 1 for mask in masks)


class Asking:
    """A client with a connection of its own."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)

    def send(self, path):
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())

    def answer(self):
        """Status and headers of a whole answer."""
        with self.socket.makefile("rb") as lines:
            status = int(lines.readline().split()[1])
            headers = {}
            while line := lines.readline().strip():
                name, _, value = line.decode().partition(": ")
                headers[name.lower()] = value
            length = int(headers["content-length"])
            assert len(lines.read(length)) == length
        if headers["connection"] == "close":
            self.socket.close()
        return status, headers


def test_requests_that_were_taken_are_answered_before_the_server_ends(sample_folder):
    with serving(sample_folder) as (process, port):
        known = [Asking(port) for _ in range(CLIENTS)]
        for client in known:
            client.send("/healthz")
            assert client.answer()[0] == 200
        [worker] = children_of(process)
        os.kill(worker, signal.SIGSTOP)  # so busy that it accepts nobody
        for number, client in enumerate(known):
            client.send(f"/subprocessors/?q={number}")
        fresh = [Asking(port) for _ in range(CLIENTS)]
        for number, client in enumerate(fresh):
            client.send(f"/changes/?q={number}")
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: was_sent(worker, signal.SIGTERM))
        process.send_signal(signal.SIGTERM)  # whoever sends it twice changes nothing
        os.kill(worker, signal.SIGCONT)
        answers = [client.answer() for client in [*known, *fresh]]
        assert {status for status, _headers in answers} == {200}
        assert {headers["connection"] for _status, headers in answers} == {"close"}
        assert process.wait(timeout=PATIENCE) == 0


def test_whoever_comes_after_the_signal_is_refused_rather_than_cut_off(sample_folder):
    with serving(sample_folder) as (process, port):
        lingering = Asking(port)
        lingering.send("/healthz")
        assert lingering.answer()[0] == 200
        process.send_signal(signal.SIGTERM)

        def is_refused():
            try:
                client = Asking(port)
            except ConnectionRefusedError:
                return True
            client.send("/healthz")
            return client.answer()[0] != 200

        wait_until(is_refused)
        assert process.wait(timeout=PATIENCE) == 0


def test_a_connection_that_was_idle_too_long_is_kept_where_a_request_has_come_on_it():
    """As for a process that had no turn while the time of its connections ran out."""
    worker, taken = object.__new__(FinishingWorker), []
    worker.poller, worker.keepalived_conns = selectors.DefaultSelector(), deque()
    worker.nr_conns, worker.enqueue_req = 2, taken.append
    closed, ends = [], [socket.socketpair() for _ in range(2)]
    for _theirs, ours in ends:
        known = SimpleNamespace(sock=ours, timeout=time.monotonic() - 1)
        known.close = partial(closed.append, known)
        worker.keepalived_conns.append(known)
        arrived = partial(worker.on_client_socket_readable, known)
        worker.poller.register(ours, selectors.EVENT_READ, arrived)
    idle, busy = worker.keepalived_conns
    ends[1][0].sendall(b"GET / HTTP/1.1\r\n\r\n")
    worker.murder_keepalived()
    assert (taken, closed, worker.nr_conns) == ([busy], [idle], 1)
    worker.poller.close()
    for end in (*ends[0], *ends[1]):
        end.close()


@pytest.mark.parametrize(
    ("workers", "busy_with", "taken_by_another"), [(2, 3, 0), (2, 4, 1), (1, 4, 0)]
)
def test_a_process_with_a_connection_for_each_thread_leaves_the_next_to_another(
    monkeypatch, workers, busy_with, taken_by_another
):
    worker, another = object.__new__(FinishingWorker), []
    worker.alive, worker.nr_conns = True, busy_with
    worker.cfg = SimpleNamespace(threads=4, workers=workers)
    worker.enqueue_req = lambda conn: conn.sock.close()
    monkeypatch.setattr(
        "gunicorn.workers.gthread.TConn", lambda _cfg, sock, *_: SimpleNamespace(sock=sock)
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        monkeypatch.setattr("time.sleep", lambda _seconds: another.append(listener.accept()[0]))
        with socket.create_connection(listener.getsockname()):
            worker.accept(listener)
    assert len(another) == taken_by_another
    assert worker.nr_conns == busy_with + 1 - taken_by_another
    for one in another:
        one.close()
