"""``python -m benchmarks.audit.filling COUNT``: makes the demo in DATA_DIR, so many rows in use."""

import os
import sys

import django

from benchmarks.audit.portals import DEMO_ROWS, PASSWORD, further_rows


def fill_demo(count):
    """Migrates the database and makes the demo in it, with ``count`` rows in use."""
    from django.utils import timezone

    from subprocessors.operating.upgrade import upgrade_database
    from subprocessors.sample.demo import load_demo

    upgrade_database(at=timezone.now(), say=lambda sentence: None)
    more = further_rows(count - DEMO_ROWS)
    load_demo(admin_name="admin", admin_password=PASSWORD, further_rows=more)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustportal.settings")
    django.setup()
    fill_demo(int(sys.argv[1]))
