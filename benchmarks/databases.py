"""Databases made for measuring."""

import sys

from django.conf import settings
from django.db import connection


class Databases:
    """Databases made for measuring, and the connection that leads to one of them."""

    def __init__(self, folder):
        self.folder, self.names = folder, []
        self.own = connection.settings_dict["NAME"]
        self._portals = {}

    def portal(self, *, rows, versions):
        """The database of a portal of this size, made once; leads to it, and gives its name."""
        from benchmarks import portal

        if (rows, versions) not in self._portals:
            self._portals[rows, versions] = self.make(f"{versions}_versions_of_{rows}_rows")
            portal.make(rows=rows)
            portal.publish_until(versions)
        self.use(self._portals[rows, versions])
        return self._portals[rows, versions]

    def make(self, label):
        """Makes a fresh database, leads to it, and gives its name."""
        print(f"  making {label.replace('_', ' ')}", file=sys.stderr, flush=True)
        self.use(self.own)
        name = f"portal_bench_{label}"
        is_file = connection.vendor == "sqlite"
        connection.settings_dict["TEST"]["NAME"] = str(self.folder / name) if is_file else name
        made = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        self.names.append(made)
        return made

    def use(self, name):
        """Lets the connection lead to the database ``name``."""
        connection.close()
        connection.settings_dict["NAME"] = name

    def drop(self):
        """Removes every database made here."""
        for name in self.names:
            self.use(name)
            connection.creation.destroy_test_db(self.own, verbosity=0)


def url_of(name):
    """DATABASE_URL of the database ``name``, for a process of its own."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return settings.DATABASE_URL.rpartition("/")[0] + f"/{name}"
