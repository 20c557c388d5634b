"""Measures in databases of its own, which are removed at the end; exit 1 beyond a limit."""

import os
import secrets
import sys
import tempfile
from pathlib import Path


def main():
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="trustportal.settings",
            DATA_DIR=folder,
            PUBLIC_URL="http://127.0.0.1:8000",
            SECRET_KEY=secrets.token_urlsafe(50),
        )
        import django

        django.setup()
        from benchmarks import figures

        sys.exit(figures.measured(Path(folder)))


if __name__ == "__main__":
    main()
