"""One process: starts as a worker does, asks for addresses in turn, prints milliseconds each."""

import json
import sys
import time

from django.conf import settings
from django.core.wsgi import get_wsgi_application


def main(database, *addresses):
    settings.DATABASES["default"]["NAME"] = database
    application = get_wsgi_application()
    print(json.dumps([milliseconds(application, address) for address in addresses]))


def milliseconds(application, address):
    """Until the last byte of the answer, which must be the page asked for."""
    path, _mark, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.url_scheme": "http",
        "wsgi.input": sys.stdin.buffer,
        "wsgi.errors": sys.stderr,
    }
    said = []
    started = time.perf_counter()
    body = b"".join(application(environ, lambda status, headers: said.append(status)))
    took = time.perf_counter() - started
    assert said == ["200 OK"], (address, said)
    assert body
    return took * 1000


if __name__ == "__main__":
    main(*sys.argv[1:])
