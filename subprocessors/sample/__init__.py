"""The sample portal: a list that a company published, as it stood on 6 September 2024."""

import hashlib
import json
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.db import transaction

from subprocessors.models.named_links import Certification
from subprocessors.models.register import Subprocessor
from subprocessors.operating.found import found_portal
from subprocessors.publishing import Decisions, editing, publish

SOURCE = Path(__file__).with_name("portal.json")
INTRODUCTION = (
    "These companies process personal data for customers of DeepInfra. The list stands here as a"
    " sample."
)


@transaction.atomic
def load(*, admin_name, admin_password):
    """Makes the sample portal and its administrator; gives its one publication.

    Raises AlreadyFounded where there is a portal.
    """
    data = SOURCE.read_bytes()
    page = json.loads(data)
    _portal, user = found_portal(
        admin_name=admin_name,
        admin_password=admin_password,
        organisation=page["organisation"],
        heading=page["title"],
        introduction=INTRODUCTION,
        footer_links="\n".join(page["footer_links"]),
        is_sample=True,
    )
    for order, name in enumerate(page["certifications"]):
        Certification.objects.create(name=name, order=order)
    for row in page["rows"]:
        editing.save(Subprocessor(**row), by=user, reason="From the sample")
    day = date.fromisoformat(page["last_updated"])
    return publish(
        by=user,
        at=datetime.combine(day, time(12), tzinfo=UTC),
        decisions=Decisions(title="The list as published on 6 September 2024"),
        imported={
            "by": page["organisation"],
            "file": SOURCE.name,
            "sha256": hashlib.sha256(data).hexdigest(),
        },
    )
