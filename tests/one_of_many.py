"""One web process of many: publishes, edits and reads for some seconds, and says what it saw.

    python -m tests.one_of_many SECONDS SEED

Its environment names the database. Prints how often it did each as JSON; ends with a traceback
where it reads half a version.
"""

import io
import json
import random
import sys
import time
from collections import Counter

import django


def main(seconds, seed):
    django.setup()
    from trustportal.wsgi import application

    chance, done, end = random.Random(seed), Counter(), time.monotonic() + seconds
    visitor = Visitor(application)
    while time.monotonic() < end:
        act = chance.choices((edit, release, visitor.look), (3, 2, 5))[0]
        done[act(chance)] += 1
    print(json.dumps(done))


def edit(chance):
    """Edits a row: one that is there, or a new one."""
    from django.db import transaction

    from subprocessors.models.register import Subprocessor
    from tests.stories import add_row, edit_row

    text = f"{chance.random():.12f}"
    if chance.random() < 0.1:
        add_row(f"Vendor {text}", effective_on="2099-01-01")
        return "added"
    slugs = Subprocessor.objects.order_by("slug").values_list("slug", flat=True)
    with transaction.atomic():
        row = Subprocessor.objects.get(slug=chance.choice(list(slugs)))
        edit_row(row, notes=text)
    return "edited"


def release(chance):
    """Publishes what waits, if anything does and nobody else just did."""
    from subprocessors.publishing import NothingToPublish, publish

    try:
        publish()
    except NothingToPublish:
        return "nothing to publish"
    return "published"


class Visitor:
    """Reads as visitors do, through all that stands before the archive."""

    def __init__(self, application):
        self._application = application
        self._newest = 0

    def look(self, chance):
        """Reads the list, and holds it against the version that it says it is of."""
        if chance.random() < 0.3:
            assert self._get(chance.choice(("/subprocessors/", "/changes/", "/feeds/changes.rss")))
            return "read a page"
        listed = json.loads(self._get("/subprocessors.json"))
        number = listed["publication"]["number"]
        sealed = json.loads(self._get(f"/changes/{number}.json"))
        assert sealed["digest"] == listed["publication"]["digest"]
        assert number >= self._newest, f"version {number} after version {self._newest}"
        self._newest = number
        shown = {row["slug"]: row["notes"] for row in listed["subprocessors"]}
        parts = [part["value"] for part in sealed["parts"]["rows"]]
        assert shown == {part["slug"]: part["now"].get("notes") for part in parts}, number
        return "compared list and version"

    def _get(self, address):
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        said = []
        chunks = self._application(environ, lambda status, headers: said.append(status))
        body = b"".join(chunks)
        getattr(chunks, "close", lambda: None)()
        assert said == ["200 OK"], (address, said)
        return body


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
