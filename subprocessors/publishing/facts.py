"""The company's facts and vocabulary, as a publication freezes them."""

from django.db.models import F, Value

from subprocessors.archive.portal_fields import FACT_FIELDS, LINK_FACTS
from subprocessors.archive.snapshots import is_empty, normalised
from subprocessors.models.named_links import Certification, Document
from subprocessors.models.vocabulary import Category, Service


def facts_on_desk(portal):
    """The facts of ``portal`` as they stand on the desk, by name. One query.

    Gives ``[{"name", "value"}, ...]``; empty ones are left out.
    """
    facts = {name: getattr(portal, name) for name in FACT_FIELDS} | _named_links()
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


def _named_links():
    """Documents and certifications, each in legal's order: that of the database's names."""
    columns = ("of", "order", "name", "pk", "url")
    documents, certifications = (
        model.objects.order_by().annotate(of=Value(of)).values_list(*columns)
        for of, model in zip(LINK_FACTS, (Document, Certification), strict=True)
    )
    links = {name: [] for name in LINK_FACTS}
    found = documents.union(certifications, all=True).order_by("order", "name", "pk")
    for of, _order, name, _pk, url in found:
        links[of].append({"name": name, "url": url})
    return links


def words_on_desk():
    """The vocabulary on the desk by (of, slug), and the keys that are always shown. One query.

    An entry is ``{"of", "slug", "label", "order"}``.
    """
    columns = ("of", "slug", "label", "order", "always_shown")
    categories = Category.objects.annotate(of=Value("category"), always_shown=Value(False))
    services = Service.objects.annotate(of=Value("service"), always_shown=F("is_public"))
    found = (
        categories.order_by()
        .values_list(*columns)
        .union(services.order_by().values_list(*columns), all=True)
    )
    words, shown = {}, set()
    for of, slug, label, order, always_shown in found:
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
