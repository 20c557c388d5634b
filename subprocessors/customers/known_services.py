"""The company's services that a customer may be told of: those of the published vocabulary."""

from subprocessors.archive.digests import values_of
from subprocessors.models.publication import Publication


def published_services():
    """The labels of the newest version's services by slug, in legal's order; {} before it."""
    newest = Publication.objects.select_related("snapshot").newest()
    if newest is None:
        return {}
    entries = values_of(newest.snapshot.document, "vocabulary")
    services = [entry for entry in entries if entry["of"] == "service"]
    services.sort(key=lambda entry: (entry["order"], entry["label"].casefold()))
    return {entry["slug"]: entry["label"] for entry in services}
