"""The company's facts and vocabulary, as a publication freezes them."""

from django.db.models import F, Value

from subprocessors.archive.portal_fields import FACT_FIELDS, LINK_FACTS
from subprocessors.archive.snapshots import is_empty, normalised
from subprocessors.models.named_links import Certification, Document
from subprocessors.models.vocabulary import Category, Service


def labels_on_desk():
    """Services, categories, documents and certifications, as ``facts_on_desk`` and
    ``words_on_desk`` take them. One query.

    Each is ``(of, order, label, pk, slug, link, always_shown)``, in legal's order: that of the
    database's labels.
    """
    documents, certifications = LINK_FACTS
    none, never = Value(""), Value(False)
    sources = (
        (Category, "category", "label", "slug", none, never),
        (Service, "service", "label", "slug", none, F("is_public")),
        (Document, documents, "name", none, "url", never),
        (Certification, certifications, "name", none, "url", never),
    )
    first, *others = (
        model.objects.order_by().values_list(Value(of), "order", label, "pk", *others)
        for model, of, label, *others in sources
    )
    return list(first.union(*others, all=True).order_by("order", "label", "pk"))


def facts_on_desk(portal, labels):
    """The facts of ``portal`` as they stand on the desk; ``labels`` is of ``labels_on_desk``.

    Gives ``[{"name", "value"}, ...]`` by name; empty ones are left out.
    """
    facts = {name: getattr(portal, name) for name in FACT_FIELDS} | _named_links(labels)
    found = normalised(_without_nul(facts))
    return [
        {"name": name, "value": found[name]} for name in sorted(found) if not is_empty(found[name])
    ]


def _without_nul(value):
    """``value`` without NUL characters, which no form takes: a program may have set them."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_nul(item) for key, item in value.items()}
    return value


def _named_links(labels):
    """Documents and certifications, each in legal's order."""
    links = {name: [] for name in LINK_FACTS}
    for of, _order, name, _pk, _slug, url, _always_shown in labels:
        if of in links:
            links[of].append({"name": name, "url": url})
    return links


def words_on_desk(labels):
    """The vocabulary on the desk by (of, slug), and the keys that are always shown.

    ``labels`` is of ``labels_on_desk``. An entry is ``{"of", "slug", "label", "order"}``.
    """
    words, shown = {}, set()
    for of, order, label, _pk, slug, _link, always_shown in labels:
        if of in LINK_FACTS:
            continue
        words[of, slug] = {
            "of": of,
            "slug": slug,
            "label": normalised(_without_nul(label)),
            "order": order,
        }
        if always_shown:
            shown.add((of, slug))
    return words, frozenset(shown)


def frozen_vocabulary(rows, published, *, desk, left_out=False):
    """The vocabulary that a publication of ``rows`` freezes: what they use and what is shown.

    A word that was published stays until legal deletes it: the log goes on naming it.

    ``published`` are the entries of the newest publication and ``desk`` what ``words_on_desk``
    gave. Where the vocabulary is ``left_out`` the published entries stay as they are, and only
    what a new row needs joins them. Gives entries sorted by ``of`` and slug.
    """
    words, always_shown = desk
    kept = {(entry["of"], entry["slug"]): entry for entry in published}
    used = _used_words(rows)
    if left_out:
        found = {key: words[key] for key in used & words.keys()} | kept
    else:
        lasting = kept.keys() & words.keys()
        wanted = (used | always_shown | lasting) & (words.keys() | kept.keys())
        found = {key: words.get(key) or kept[key] for key in wanted}
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
