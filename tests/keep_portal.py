"""Makes the portals that are kept to prove that later releases still read them.

``python -m tests.keep_portal`` makes those of this release in ``tests/data``: with
DATABASE_URL unset for SQLite, and once more with it for PostgreSQL, where it creates and
drops a database of its own. Run it when a release is made, never for one that is out.
"""

import gzip
import os
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
import django

django.setup()
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from subprocessors.models.named_links import Certification, Document  # noqa: E402
from subprocessors.models.register import Subprocessor  # noqa: E402
from subprocessors.models.vocabulary import Category, Service  # noqa: E402
from subprocessors.publishing import Decisions, publish  # noqa: E402
from subprocessors.publishing.redacting import redact  # noqa: E402
from tests.stories import add_row, at, edit_row, make_person, make_portal  # noqa: E402

DATA = Path(__file__).parent / "data"


def main():
    with tempfile.TemporaryDirectory() as folder:
        own = connection.settings_dict["NAME"]
        for name, tell in STORIES.items():
            connection.settings_dict["TEST"]["NAME"] = (
                f"{folder}/{name}.sqlite3" if connection.vendor == "sqlite" else f"kept_{name}"
            )
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            tell()
            copy = Path(folder, name)
            call_command("backup", str(copy))
            kept = DATA / f"portal-{settings.RELEASE}-{name}.{connection.vendor}.gz"
            kept.write_bytes(gzip.compress(copy.read_bytes(), 9, mtime=0))
            connection.creation.destroy_test_db(own, verbosity=0)
            connection.settings_dict["NAME"] = own


def opened():
    """Every kind of publication that begins with an opening, and words in many scripts."""
    portal = make_portal(
        organisation="Müller & Söhne «Überall»",
        introduction="We tell you **30 days** ahead.\n\n- Größe: 株式会社",
        legal_address="Straße 1\n10115 Berlin",
        notice_rule="Thirty days before it takes effect.",
    )
    Document.objects.create(name="DPA — deutsch", url="https://example.com/dpa")
    Certification.objects.create(name="ISO 27001", url="https://example.com/iso")
    chat = Service.objects.create(slug="chat", label="Chat", order=1, is_public=True)
    mail = Service.objects.create(slug="mail", label="Почта", order=2)
    hosting = Category.objects.create(slug="hosting", label="Hosting", order=1)
    ada = make_person("ada", "Publisher")
    ada.set_unusable_password()
    ada.save()
    rows = {
        "plain": add_row("Acme", by=ada, effective_on="2023-01-01", places=["US"], services=[chat]),
        "kanji": add_row("株式会社ミライ", category=hosting, places=["JP"], uses_ai="yes"),
        "arabic": add_row("شركة المثال", services=[chat, mail], transfer_mechanisms=["scc"]),
        "emoji": add_row(
            "Zażółć 🦄 <b>&amp;",
            contact="Jane Doe, jane@vendor.example",
            internal_notes="Not to be seen",
        ),
    }
    publish(by=ada, at=at("2024-01-08"))
    edit_row(rows["plain"], by=ada, places=["IE", "US"], purpose="Hosting", services=[chat, mail])
    add_row("Bolt", by=ada, effective_on="2024-03-01", replaces=rows["arabic"])
    edit_row(rows["arabic"], by=ada, ended_on="2024-02-29")
    days = {(rows["plain"].slug, "material"): "2024-03-15"}
    publish(by=ada, at=at("2024-02-01"), decisions=Decisions(days=days, note="Two *moves*."))
    edit_row(rows["emoji"], by=ada, contact="privacy@vendor.example")
    mended = Decisions(corrects=1, reason="A person was named.", title="Contact mended")
    publish(by=ada, at=at("2024-02-02"), decisions=mended)
    why = {"why": "Erasure, Art. 17 GDPR", "by": "ada", "at": at("2024-02-05")}
    redact("Jane Doe", **why)
    publish(by=ada, at=at("2024-04-01"), decisions=Decisions(is_review=True))
    Service.objects.filter(slug="mail").update(label="Mail")
    portal.contact_url = "https://example.com/privacy"
    portal.save()
    publish(by=ada, at=at("2024-05-01"))
    edit_row(rows["kanji"], by=ada, name="Mirai K.K.")
    edit_row(rows["emoji"], by=ada, purpose="Support, from far away")
    days = {
        (rows["emoji"].slug, "material"): "2124-01-01",
        (rows["kanji"].slug, "material"): "2024-06-01",
    }
    publish(by=ada, at=at("2024-06-01"), decisions=Decisions(days=days))
    add_row("Crow", by=ada, effective_on="2024-08-01")
    publish(by=ada, at=at("2024-06-03"))


def imported():
    """A history from elsewhere, and what legal published after it."""
    make_portal()
    call_command("importhistory", str(DATA / "history.jsonl"))
    row = Subprocessor.objects.order_by("slug").first()
    edit_row(row, notes="Known since long", ended_on="2024-09-30")
    add_row("Dove", effective_on="2024-10-01", places=["DE"])
    publish(at=at("2024-08-01"))


STORIES = {"opened": opened, "imported": imported}

if __name__ == "__main__":
    main()
