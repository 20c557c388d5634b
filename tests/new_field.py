"""What a field that was added to the project can do, told in a copy of it that has one.

``python -m tests.new_field`` is run by ``test_new_field`` in such a copy, on SQLite in memory.
It stops with an AssertionError at the first place where the field is missing.
"""

import csv
import io
import os
import tempfile
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django

django.setup()
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from subprocessors.models.register import Subprocessor  # noqa: E402
from subprocessors.publishing import publish  # noqa: E402
from tests.stories import make_portal  # noqa: E402

#: The field, its label, and what is stated of it.
NAME, LABEL, VALUE = "vat_number", "VAT number", "DE 811 907 980"


def main():
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, serialize=False)
    make_portal()
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    is_on_the_form(client)
    publish(at=timezone.now())
    is_public(client)
    comes_with_a_file()


def is_on_the_form(client):
    address = reverse("admin:subprocessors_subprocessor_add")
    assert f'name="{NAME}"' in client.get(address).content.decode()
    client.post(address, {"name": "Acme", NAME: VALUE})
    assert getattr(Subprocessor.objects.get(slug="acme"), NAME) == VALUE
    search = reverse("admin:subprocessors_subprocessor_changelist") + "?q=907"
    assert ">Acme<" in client.get(search).content.decode()


def is_public(client):
    page = client.get("/subprocessors/acme/").content.decode()
    assert LABEL in page
    assert VALUE in page
    (row,) = client.get("/subprocessors.json").json()["subprocessors"]
    assert row[NAME] == VALUE
    text = client.get("/subprocessors.csv").content.decode("utf-8-sig")
    heading, line = csv.reader(io.StringIO(text, newline=""))
    assert (heading[-1], line[-1]) == (LABEL, VALUE), "a later field is the last column"
    schema = client.get("/schema/1/subprocessors.json").json()["$defs"]["row"]
    assert NAME in schema["required"]
    assert schema["properties"][NAME]["type"] == ["string", "null"]
    assert 'id="acme"' in client.get("/subprocessors/?q=811 907").content.decode()
    assert 'id="acme"' not in client.get("/subprocessors/?q=812").content.decode()


def comes_with_a_file():
    file = Path(tempfile.mkdtemp(), "list.csv")
    file.write_text(f"Name,{LABEL}\nAcme,DE 1\nBolt,DE 2\n")
    call_command("importlist", str(file))
    found = Subprocessor.objects.order_by("slug").values_list("slug", NAME)
    assert list(found) == [("acme", "DE 1"), ("bolt", "DE 2")]


if __name__ == "__main__":
    main()
