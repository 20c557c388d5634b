"""Real servers, each on a port of its own: ours, a bare one, a plain Django, nginx."""

import contextlib
import os
import pickle
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2
NGINX = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)
#: Below those that systems take for outgoing connections: else a client of any other program
#: may hold the port by the time the server wants it.
_PORTS = range(18_000, 30_000)
_READY_WITHIN = 60
_TRIES = 3
_GUNICORN = [sys.executable, "-m", "gunicorn"]
_ALIKE = [
    *("--workers", str(WORKERS), "--threads", "4", "--preload"),
    *("--worker-class", "trustportal.worker.FinishingWorker"),
    *("--timeout", "60", "--no-control-socket", "--log-level", "warning"),
]


class NotStarted(Exception):
    """A server does not answer."""


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """A started server: its address, and its processes."""

    def __init__(self, process, port):
        self.process, self.port = process, port
        self.address = f"http://127.0.0.1:{port}"

    def workers(self):
        """The ids of the processes that answer; none where the system does not say (no Linux)."""
        file = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in file.read_text().split()] if file.exists() else []

    def processor_time(self):
        """Seconds of processor time that its workers took so far, those that ended left out."""
        ticks = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])  # utime, stime
        return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def started(command_on, *, path="/", **variables):
    """The Server that ``command_on(port)`` starts, once it answers at ``path``; then stopped.

    Raises NotStarted, with what the server said last.
    """
    with tempfile.TemporaryFile() as said:
        process, port = _start(command_on, path, variables, said)
        try:
            yield Server(process, port)
        finally:
            _stop(process)


def _start(command_on, path, variables, said):
    for _try in range(_TRIES):  # somebody else may take the port meanwhile
        port = free_port()
        own = {name: value.replace("{port}", str(port)) for name, value in variables.items()}
        process = subprocess.Popen(
            command_on(port),
            cwd=ROOT,
            env={**os.environ, **own},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        if _answers(f"http://127.0.0.1:{port}{path}", process):
            return process, port
        _stop(process)
    said.seek(0)
    raise NotStarted(f"{command_on(0)}: {said.read()[-2000:].decode(errors='replace')}")


def _answers(url, process):
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(URLError, OSError):
            urlopen(url, timeout=10).close()
            return process.poll() is None  # else it is somebody else who answers there
        time.sleep(0.1)
    return False


def _stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def ours(database_url, **variables):
    """The portal, as ``make run`` serves it, on this database."""
    command = [*_GUNICORN, "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
    own = {
        "DATABASE_URL": database_url,
        "PORT": "{port}",
        "WORKERS": str(WORKERS),
        "PUBLIC_URL": "http://127.0.0.1:{port}",
        **variables,
    }
    return started(lambda _port: command, path="/healthz", **own)


def bare(answers, folder):
    """gunicorn, set up as for the portal, with an application that gives ``answers`` by path.

    Each is status, headers and body.
    """
    file = Path(folder) / "bare-answers"
    file.write_bytes(pickle.dumps(answers))
    command = [*_GUNICORN, *_ALIKE, "benchmarks.serving.bare:application"]
    return started(
        lambda port: [*command, "--bind", f"127.0.0.1:{port}"],
        path=next(iter(answers)),
        BARE_ANSWERS=str(file),
    )


def plain(folder, *, rows, edits):
    """Django and django-simple-history, with a list and a log written the usual way."""
    variables = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.plain.settings",
        "PLAIN_DB": str(Path(folder) / "plain.sqlite3"),
    }
    fill = [sys.executable, "-m", "benchmarks.plain.fill", str(rows), str(edits)]
    subprocess.run(fill, cwd=ROOT, env={**os.environ, **variables}, check=True, timeout=120)
    command = [*_GUNICORN, *_ALIKE, "django.core.wsgi:get_wsgi_application()"]
    return started(
        lambda port: [*command, "--bind", f"127.0.0.1:{port}"], path="/list/", **variables
    )


def nginx(folder, portal, table):
    """nginx as deploy/nginx.conf sets it up before the ``portal``, without encryption.

    At ``/as-a-file`` it gives the bytes ``table`` from a file of its own.
    """
    folder = Path(folder) / "nginx"
    (folder / "files").mkdir(parents=True)
    for one in (folder.parent, folder, folder / "files"):
        one.chmod(0o755)
    (folder / "files" / "as-a-file").write_bytes(table)
    config, own = folder / "nginx.conf", _site(folder, portal.port)

    def command(port):
        config.write_text(own.replace("{port}", str(port)), encoding="utf-8")
        return [NGINX, "-p", str(folder), "-c", str(config)]

    return started(command, path="/as-a-file")


def _site(folder, portal_port):
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    changes = (
        (r"(?s)server \{\s+listen 80;.*?\n\}\n", ""),
        (r"listen 443 ssl http2;", "listen 127.0.0.1:{port};"),
        (r"ssl_certificate\S* .*;\n", ""),
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{portal_port};"),
        (r"/var/cache/nginx/portal ", f"{folder}/cache "),
        (
            r"location / \{",
            f"location = /as-a-file {{ root {folder}/files; default_type text/html; }}\n"
            "    location / {",
        ),
    )
    for pattern, words in changes:
        text, count = re.subn(pattern, words.replace("\\", r"\\"), text)
        assert count, pattern
    return (
        f"daemon off; worker_processes {WORKERS}; pid {folder}/pid; error_log stderr;\n"
        f"{'user root;' if os.geteuid() == 0 else ''}\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; {text} }}\n"
    )
