"""Real servers, each on a port of its own: ours, a bare one, a plain Django, nginx."""

import contextlib
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2
_GUNICORN = [sys.executable, "-m", "gunicorn"]
_ALIKE = ["--workers", str(WORKERS), "--threads", "4", "--preload", "--log-level", "warning"]


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A started server: its address, and its processes."""

    def __init__(self, process, port):
        self.process, self.port = process, port
        self.address = f"http://127.0.0.1:{port}"

    def workers(self):
        """The ids of the processes that answer."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in found.split()]


@contextlib.contextmanager
def started(command, port, *, path="/", **variables):
    """The Server that ``command`` starts, once it answers at ``path``; stopped at the end."""
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables})
    try:
        _wait_for(f"http://127.0.0.1:{port}{path}", process)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait_for(url, process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return urlopen(url, timeout=10).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"Nobody answers at {url}.")


def ours(database_url, **variables):
    """The portal, as ``make run`` serves it, on this database."""
    port = free_port()
    command = [*_GUNICORN, "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
    variables = {
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "WORKERS": str(WORKERS),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        **variables,
    }
    return started(command, port, path="/healthz", **variables)


def bare(answers, folder):
    """gunicorn, set up as for the portal, with an application that gives ``answers`` by path.

    Each is status, headers and body.
    """
    port, file = free_port(), Path(folder) / "bare-answers"
    file.write_bytes(pickle.dumps(answers))
    bind = ["--bind", f"127.0.0.1:{port}"]
    command = [*_GUNICORN, *_ALIKE, *bind, "benchmarks.serving.bare:application"]
    return started(command, port, path=next(iter(answers)), BARE_ANSWERS=str(file))


def plain(folder, *, rows, edits):
    """Django and django-simple-history, with a list and a log written the usual way."""
    port = free_port()
    variables = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.plain.settings",
        "PLAIN_DB": str(Path(folder) / "plain.sqlite3"),
    }
    fill = [sys.executable, "-m", "benchmarks.plain.fill", str(rows), str(edits)]
    subprocess.run(fill, cwd=ROOT, env={**os.environ, **variables}, check=True)
    bind = ["--bind", f"127.0.0.1:{port}"]
    command = [*_GUNICORN, *_ALIKE, *bind, "django.core.wsgi:get_wsgi_application()"]
    return started(command, port, path="/list/", **variables)


def nginx(folder, site):
    """nginx with the blocks ``site`` inside ``http``; ``{port}`` in it is the port."""
    port, folder = free_port(), Path(folder)
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; worker_processes {WORKERS}; pid {folder}/nginx.pid; error_log stderr;\n"
        f"{'user root;' if os.geteuid() == 0 else ''}\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; {site.replace('{port}', str(port))} }}\n",
        encoding="utf-8",
    )
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    return started([binary, "-p", str(folder), "-c", str(config)], port)


def has_nginx():
    """Whether nginx is installed."""
    return shutil.which("nginx") is not None or Path("/usr/sbin/nginx").exists()
