"""How gunicorn serves the portal; ``make run`` starts it with this file."""

import contextlib
import os

from django.conf import settings

from trustportal.sender import SenderProcess

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustportal.settings")

wsgi_app = "trustportal.wsgi"
bind = f"127.0.0.1:{settings.PORT}"
workers = settings.WORKERS
worker_class = "trustportal.worker.FinishingWorker"
threads = 4
preload_app = True
timeout = 60  # a review of 1,000 rows takes seconds
graceful_timeout = timeout  # what was taken is answered before the server ends
umask = 0o077  # what the portal writes is nobody else's to read
limit_request_line = 8190  # gunicorn itself answers 400 to a longer address
control_socket_disable = True
loglevel = "warning"
# Visitors are not tracked. Where a log is asked for it holds no address, no browser and no
# search.
accesslog = "-" if settings.ACCESS_LOG else None
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"


_sender = SenderProcess()


def on_exit(server):
    """Ends the sender, once every request is answered."""
    _sender.stop()


def when_ready(server):
    """Says where to look, as soon as somebody answers there; starts the sender."""
    _sender.start()
    print(os.environ.get("PORTAL_ADDRESSES") or f"Serving at http://{bind}/", flush=True)


def post_worker_init(worker):
    """Opens a SQLite database once in each worker, after the fork, and keeps it open.

    Whoever opens it first makes the file beside it that every reader needs; on a full disk
    nobody could make it later. No thread that answers uses this connection.
    """
    from django.db import Error, connection  # noqa: PLC0415 (once the worker has its settings)

    if connection.vendor == "sqlite":
        with contextlib.suppress(Error):
            connection.ensure_connection()
            connection.close_if_unusable_or_obsolete()
