"""Headings of imported lists as categories of the working list."""

from django.db.models import Max

from subprocessors.models.authorship import signed
from subprocessors.models.names import plain_slug
from subprocessors.models.vocabulary import Category


def category_for(heading, *, by, reason=""):
    """The category whose label is ``heading``, made where there is none; None for no heading.

    ``reason`` is why it is made, for its history.
    """
    heading = (heading or "").strip()[:120]
    if not heading:
        return None
    found = Category.objects.filter(label=heading).first()
    if found is not None:
        return found
    stem = plain_slug(heading)[:50].strip("-_") or "category"
    slug, number = stem, 1
    while Category.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    last = Category.objects.aggregate(Max("order"))["order__max"] or 0
    category = Category(slug=slug, label=heading, order=last + 1)
    with signed([category], by, reason):
        category.save()
    return category
