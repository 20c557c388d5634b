"""Prepare whatever is not ready yet, then serve the portal."""

import os
import secrets
import socket
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from subprocessors import sample
from subprocessors.operating.found import has_portal
from subprocessors.operating.static_files import CannotCollect, collect_static_files
from subprocessors.operating.upgrade import (
    CannotCopyFirst,
    NewerDatabase,
    database_in_words,
    upgrade_database,
)
from subprocessors.sample.demo import load_demo

ADMIN_NAME = "admin"


class Command(BaseCommand):
    help = (
        "Migrates the database (an SQLite file is copied to DATA_DIR/backups first), collects"
        " the static files, loads the sample portal where you have none of your own, then"
        " serves by gunicorn on 127.0.0.1."
    )
    requires_system_checks = ()  # checked below, once the database is there

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo",
            action="store_true",
            help="load the demo in place of the sample: forty invented sub-processors",
        )

    def handle(self, *args, demo, **options):
        os.umask(0o077)
        self.load = load_demo if demo else sample.load
        refuse_taken_port(settings.PORT)
        try:
            self.prepare(at=timezone.now())
        except (NewerDatabase, CannotCopyFirst, CannotCollect) as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as error:
            shown = database_in_words(connection)
            raise CommandError(f"{shown} does not answer as it should: {error}") from error
        connection.close()
        serve()

    def prepare(self, *, at):
        """Brings database and files to where gunicorn can serve them; says each step."""
        upgrade_database(at=at, say=self.say)
        if not has_portal(connection):
            self.load_sample()
        collect_static_files(say=self.say)
        self.check(databases=["default"])

    def load_sample(self):
        """Makes the sample portal; says its administrator's password, this once."""
        if settings.IS_OWN:
            raise CommandError("There is no portal in this database yet. Make yours: make new")
        given = os.environ.get("ADMIN_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        self.load(admin_name=ADMIN_NAME, admin_password=password)
        shown = "the one in ADMIN_PASSWORD" if given else password
        self.say("Made the sample portal. To make your own: make new")
        self.say(f"Sign in as {ADMIN_NAME}; the password, shown only this once: {shown}")

    def say(self, sentence):
        self.stdout.write(sentence)
        self.stdout.flush()


def refuse_taken_port(port):
    """Raises CommandError where something listens on ``port`` already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Stop what uses it, or choose"
                f" another: make run PORT={port + 1 if port < 65535 else 8000}"
            ) from error


def addresses():
    """Where to look, for whoever reads the terminal."""
    here = f"http://127.0.0.1:{settings.PORT}"
    lines = [] if here == settings.PUBLIC_URL else [f"Listening for your proxy at {here}."]
    lines += [
        f"The portal:  {settings.PUBLIC_URL}/",
        f"The desk:    {settings.PUBLIC_URL}/admin/",
    ]
    return "\n".join(lines)


def serve():
    """Becomes gunicorn; does not return."""
    os.environ["PORTAL_ADDRESSES"] = addresses()
    config = settings.BASE_DIR / "deploy" / "gunicorn.conf.py"
    os.chdir(settings.BASE_DIR)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "--config", str(config)])
