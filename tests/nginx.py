"""A started nginx with our own deploy/nginx.conf, in a folder and on ports of its own."""

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from tests.served import PATIENCE, ROOT, free_port

HOST = "trust.example.com"
BINARY = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)


class Nginx:
    """nginx that listens on ``port``; ``cache`` is the folder of what it keeps.

    ``logs`` are the files of what was asked for and of what went wrong.
    """

    def __init__(self, folder, port):
        self.port, self.cache = port, folder / "cache"
        self.logs = (folder / "access", folder / "errors")

    def get(self, path, *, method="GET", timeout=PATIENCE, **headers):
        """``(status, headers by name in lower case, body)``; "_" in a name stands for "-"."""
        context = ssl._create_unverified_context()
        asked = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=timeout, context=context
        )
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        asked.request(method, path, headers={"Host": HOST, **sent})
        with asked.getresponse() as response:
            told = {name.lower(): value for name, value in response.getheaders()}
            body = response.read()
        asked.close()
        return response.status, told, body

    def connect(self):
        """A connection on which nothing was asked yet."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        return ssl._create_unverified_context().wrap_socket(plain, server_hostname=HOST)


@contextmanager
def before(port_of_portal, folder):
    """The Nginx before the portal on that port, while it runs."""
    port, plain_port = free_port(), free_port()
    key, certificate = _certified(folder)
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for ours, theirs in (
        ("listen 80;", f"listen 127.0.0.1:{plain_port};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{port_of_portal};"),
        ("proxy_cache_path /var/cache/nginx/portal ", f"proxy_cache_path {folder}/cache "),
        ("/var/log/nginx/portal.log", f"{folder}/access"),
        ("/etc/ssl/certs/trust.example.com.pem", str(certificate)),
        ("/etc/ssl/private/trust.example.com.key", str(key)),
    ):
        assert text.count(ours) == 1, ours
        text = text.replace(ours, theirs)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/errors;\n"
        f"{'user root;' if os.geteuid() == 0 else ''} events {{}}\n"
        f"http {{ access_log off; include {folder}/site.conf; }}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([BINARY, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        _wait_for(port, process)
        yield Nginx(folder, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def _certified(folder):
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={HOST}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return key, certificate


def _wait_for(port, process):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx does not listen.")
