"""One process: CPU milliseconds of each address on a miss, a median of 15.

    .venv/bin/python -m benchmarks.cpu DATABASE /subprocessors/ '/subprocessors/?q=vendor' ...

DATABASE is a migrated SQLite file, or a DATABASE_URL. With ``--make ROWS VERSIONS`` in place of
addresses it is filled first.
"""

import json
import os
import statistics
import sys
import tempfile
import time


def main(database, *words):
    with tempfile.TemporaryDirectory(prefix="portal-cpu-") as folder:
        _prepare(database, folder)
        if words[:1] == ("--make",):
            _fill(rows=int(words[1]), versions=int(words[2]))
        else:
            print(json.dumps({address: _milliseconds(address) for address in words}, indent=1))


def _prepare(database, folder):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustportal.settings")
    os.environ.setdefault("DATA_DIR", folder)
    os.environ["DATABASE_URL"] = database if "://" in database else f"sqlite:///{database}"
    os.environ.setdefault("SECRET_KEY", "only-to-measure-" + "abcdefghij" * 4)
    os.environ.setdefault("PUBLIC_URL", "http://127.0.0.1:8000")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def _fill(rows, versions):
    from django.core.management import call_command

    from benchmarks import portal

    call_command("migrate", verbosity=0)
    portal.make(rows=rows)
    portal.publish_until(versions)


def _milliseconds(address):
    from django.core.wsgi import get_wsgi_application

    from benchmarks.answers import milliseconds

    application, taken = get_wsgi_application(), []
    for _time in range(18):
        started = time.process_time()
        milliseconds(application, address)
        taken.append((time.process_time() - started) * 1000)
    return round(statistics.median(taken[3:]), 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
