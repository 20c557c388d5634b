"""The company's facts and vocabulary, as a publication freezes them."""

from subprocessors.archive.portal_fields import FACT_FIELDS, LINK_FACTS
from subprocessors.archive.snapshots import is_empty, normalised
from subprocessors.models.portal import Certification, Document, Portal
from subprocessors.models.vocabulary import Category, Service


def working_facts():
    """The facts as they stand on the desk: ``[{"name", "value"}, ...]``, by name."""
    portal = Portal.objects.get()
    facts = {name: getattr(portal, name) for name in FACT_FIELDS}
    for name, model in zip(LINK_FACTS, (Document, Certification), strict=True):
        facts[name] = [{"name": link.name, "url": link.url} for link in model.objects.all()]
    found = normalised(facts)
    return [
        {"name": name, "value": found[name]} for name in sorted(found) if not is_empty(found[name])
    ]


def working_vocabulary(rows, published, *, left_out):
    """The vocabulary of ``rows``: what they use, and the services marked public.

    A word that was published stays until legal deletes it: the log goes on naming it.

    ``published`` are the entries of the newest publication; where the vocabulary is
    ``left_out`` they stay as they are, and only what a new row needs joins them. Entries
    are ``{"of", "slug", "label", "order"}``, sorted by ``of`` and slug.
    """
    desk, marked = {}, set()
    for of, model in (("category", Category), ("service", Service)):
        for entry in model.objects.all():
            desk[of, entry.slug] = {
                "of": of,
                "slug": entry.slug,
                "label": normalised(entry.label),
                "order": entry.order,
            }
            if getattr(entry, "is_public", False):
                marked.add((of, entry.slug))
    kept = {(entry["of"], entry["slug"]): entry for entry in published}
    used = _used_words(rows)
    if left_out:
        found = {key: desk[key] for key in used & desk.keys()} | kept
    else:
        lasting = kept.keys() & desk.keys()
        wanted = (used | marked | lasting) & (desk.keys() | kept.keys())
        found = {key: desk.get(key) or kept[key] for key in wanted}
    return [found[key] for key in sorted(found)]


def _used_words(rows):
    used = set()
    for row in rows:
        announced = {name: a.get("value") for name, a in row.get("next", {}).items()}
        for values in (row["now"], announced):
            used |= {("service", slug) for slug in values.get("services") or ()}
            if values.get("category"):
                used.add(("category", values["category"]))
    return used
