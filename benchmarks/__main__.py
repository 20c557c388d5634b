"""Measures in databases of its own, which are removed at the end; exit 1 beyond a limit.

``python -m benchmarks serving`` measures one part alone: serving or histories.
"""

import os
import secrets
import sys
import tempfile
from pathlib import Path

PARTS = ("serving", "histories")


def main(*parts):
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="trustportal.settings",
            DATA_DIR=folder,
            PUBLIC_URL="http://127.0.0.1:8000",
            SECRET_KEY=secrets.token_urlsafe(50),
        )
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from benchmarks.databases import Databases
        from benchmarks.figure import printed

        call_command("collectstatic", verbosity=0, interactive=False)
        databases, found = Databases(Path(folder)), []
        try:
            for part in parts or PARTS:
                found += measuring(part)(databases)
        finally:
            databases.drop()
        sys.exit(printed(found, title=f"{connection.vendor}, medians"))


def measuring(part):
    """The function that measures one part."""
    from benchmarks import figures
    from benchmarks.serving import rates

    known = {"serving": rates.measured, "histories": figures.measured}
    if part not in known:
        sys.exit(f"{part!r} cannot be measured. Choose from: {', '.join(known)}.")
    return known[part]


if __name__ == "__main__":
    main(*sys.argv[1:])
