"""Fields that a row states for the first time: wording, since nothing was different before."""

from django.db.models import Q

from subprocessors.archive.fields import MATERIAL_FIELDS, MEANINGFUL_WHEN_EMPTY
from subprocessors.models.publication import Change, Publication

_PROPOSED_AS_CHANGE = MATERIAL_FIELDS - MEANINGFUL_WHEN_EMPTY


def first_stated_fields(working, published):
    """Per slug the fields, else material, that were never stated since the row was listed.

    ``working`` are the working values by slug, ``published`` the newest published rows. A row
    that returns after its last day is listed anew; one that a correction restores is not.
    Where a redacted change may have stated a field, none of its row is taken for new. At most
    one query.
    """
    unstated = {
        slug: _not_published(values, published[slug])
        for slug, values in working.items()
        if slug in published
    }
    unstated = {slug: names for slug, names in unstated.items() if names}
    if not unstated:
        return {}
    stated = _stated_since_listed(unstated)
    return {slug: names - stated[slug] for slug, names in unstated.items() if slug in stated}


def _not_published(values, row):
    published = row["now"].keys() | row.get("next", {}).keys()
    return (_PROPOSED_AS_CHANGE & values.keys()) - published


def _stated_since_listed(slugs):
    """The fields of each slug's changes since it was listed; without the slugs in doubt."""
    columns = ("publication_id", "publication__kind", "kind", "slug", "fields")
    changes = Change.objects.filter(Q(slug__in=slugs) | Q(slug=""), reissues=None)
    listed_in, stated = dict.fromkeys(slugs, 0), {slug: set() for slug in slugs}
    redacted_in = 0
    for number, version, kind, slug, fields in changes.order_by(
        "publication_id", "position"
    ).values_list(*columns):
        if not slug:
            redacted_in = number
            continue
        is_listing = kind == Change.Kind.ADDED and version != Publication.Kind.CORRECTION
        if is_listing and number != listed_in[slug]:
            listed_in[slug], stated[slug] = number, set()
        stated[slug].update(fields)
    return {slug: names for slug, names in stated.items() if redacted_in < listed_in[slug]}
