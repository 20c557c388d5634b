"""What earlier versions said that the sentences of later ones refer to.

"Ireland, announced in version 11, will not happen" needs the 11; "dropped before its start"
needs the start; "replaces Beta" needs a name. One query finds all of it for a page of the log.
"""

from subprocessors.models.publication import Change, Publication
from subprocessors.wording import SentenceContext
from subprocessors.wording.field_changes import FieldChange


def look_back(publications, *, services=None, categories=None, at_hand=None):
    """A SentenceContext per number, for ``[(publication, changes), ...]``, saved or not.

    ``at_hand`` are all changes of some publications, by number. At most one query, and none
    where no sentence looks back further than these.
    """
    lookups = [_Lookup(publication, changes) for publication, changes in publications]
    for lookup in lookups:
        lookup.read_at_hand(at_hand or {})
    _read_earlier([lookup for lookup in lookups if lookup.slugs])
    return {
        lookup.number: lookup.sentence_context(services=services or {}, categories=categories or {})
        for lookup in lookups
    }


class _Lookup:
    """What the sentences of one publication refer to, and what was found of it."""

    def __init__(self, publication, changes):
        self.publication, self.number = publication, publication.number
        self.names = {change.slug: change.name for change in changes}
        self.replaced_by, self.announced_in, self.starts = {}, {}, {}
        self.pending, self.unnamed, self.withdrawn = {}, set(), set()
        for change in changes:
            self._note(change)

    def _note(self, change):
        for field, sides in change.fields.items():
            field_change = FieldChange.of(field, sides)
            if field_change.is_dropped or field_change.is_moved or field_change.is_joined:
                self.pending[change.slug, field] = field_change.pending
            if field == "replaces" and field_change.now:
                self.replaced_by[field_change.now] = change.name
            if field == "replaces":
                self.unnamed |= {field_change.was, field_change.now} - {None, *self.names}
            if field == "withdrawn_on" and field_change.now:
                self.withdrawn.add(change.slug)

    @property
    def slugs(self):
        """The rows of which something is still to be found."""
        return {slug for slug, _field in self.pending} | self.unnamed | self.withdrawn

    def read(self, change):
        """Notes what an earlier change says; to be called with the newest first."""
        slug = change.slug
        if slug in self.unnamed and change.name:
            self.names[slug] = change.name
            self.unnamed.discard(slug)
        for field, sides in change.fields.items():
            after = sides.get("after", {})
            if after.get("next") and after["next"] == self.pending.get((slug, field)):
                self.announced_in[slug, field] = change.publication_id
                del self.pending[slug, field]
            if slug in self.withdrawn and field == "effective_on" and "now" in after:
                self.starts[slug] = after["now"]
                self.withdrawn.discard(slug)

    def read_at_hand(self, at_hand):
        """Notes what the versions right before it say, as far as they are ``at_hand``."""
        number = self.number - 1
        while self.slugs and number in at_hand:
            for change in reversed(at_hand[number]):
                self.read(change)
            number -= 1

    def sentence_context(self, **labels):
        """The SentenceContext, as far as it was found."""
        kinds = Publication.Kind
        return SentenceContext(
            on=self.publication.published_on.isoformat(),
            is_correction=self.publication.kind == kinds.CORRECTION,
            is_first=self.number == 1,
            is_quiet=self.publication.kind in (kinds.OPENING, kinds.IMPORTED),
            names=self.names,
            replaced_by=self.replaced_by,
            announced_in=self.announced_in,
            starts=self.starts,
            **labels,
        )


def _read_earlier(lookups):
    """Reads earlier changes, newest first, until everything is found."""
    if not lookups:
        return
    slugs = set().union(*(lookup.slugs for lookup in lookups))
    newest = max(lookup.number for lookup in lookups)
    earlier = (
        Change.objects.filter(slug__in=slugs, publication__lt=newest)
        # Not by "-publication": that is the reverse of how publications are ordered.
        .order_by("-publication_id", "-position")
        .only("publication", "slug", "name", "fields")
    )
    for change in earlier.iterator():
        for lookup in lookups:
            if change.publication_id < lookup.number:
                lookup.read(change)
        if not any(lookup.slugs for lookup in lookups):
            return
