"""One process: publishes one material change; prints how many notices it queued, the seconds
that took, and the most megabytes that the process held.
"""

import json
import os
import time
from datetime import timedelta

import django


def main():
    django.setup()
    from benchmarks.mailing.outboxes import megabytes_at_most
    from benchmarks.portal import next_instant
    from subprocessors.models.outbox import Delivery
    from subprocessors.models.publication import Publication
    from subprocessors.models.register import Subprocessor
    from subprocessors.publishing import Decisions, publish

    number = Publication.objects.count()
    # Of no service, so it concerns everyone.
    row = Subprocessor.objects.filter(services=None).order_by("slug").first()
    Subprocessor.objects.filter(pk=row.pk).update(purpose=f"After version {number}")
    at = next_instant()
    day = (at.date() + timedelta(days=40)).isoformat()
    decisions = Decisions(days={(row.slug, "material"): day})
    began = time.perf_counter()
    publication = publish(at=at, decisions=decisions)
    took = time.perf_counter() - began
    queued = Delivery.objects.filter(message__publication=publication).count()
    print(json.dumps([queued, took, megabytes_at_most(os.getpid())]))


if __name__ == "__main__":
    main()
