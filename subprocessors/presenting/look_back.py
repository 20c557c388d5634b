"""What earlier versions said that the sentences of later ones refer to.

"Ireland, announced in version 11, will not happen" needs the 11; "dropped before its start"
needs the start; "replaces Beta" needs a name. One query finds all of it for a page of the log.
"""

from subprocessors.models.publication import Change, Publication
from subprocessors.wording import Telling
from subprocessors.wording.motions import Motion


def tellings(publications, *, services=None, categories=None):
    """A Telling per number, for ``[(publication, changes), ...]``, saved or not.

    At most one query, and none where no sentence looks back.
    """
    memories = [_Memory(publication, changes) for publication, changes in publications]
    _look_back([memory for memory in memories if memory.slugs])
    return {
        memory.number: memory.telling(services=services or {}, categories=categories or {})
        for memory in memories
    }


class _Memory:
    """What one publication wants to know, and what was found."""

    def __init__(self, publication, changes):
        self.publication, self.number = publication, publication.number
        self.names = {change.slug: change.name for change in changes}
        self.replaced_by, self.announced_in, self.starts = {}, {}, {}
        self.pending, self.unnamed, self.withdrawn = {}, set(), set()
        for change in changes:
            self._want(change)

    def _want(self, change):
        for field, sides in change.fields.items():
            motion = Motion.of(field, sides)
            if motion.is_dropped or motion.is_moved:
                self.pending[change.slug, field] = motion.pending
            if field == "replaces" and motion.now:
                self.replaced_by[motion.now] = change.name
            if field == "replaces":
                self.unnamed |= {motion.was, motion.now} - {None, *self.names}
            if field == "withdrawn_on" and motion.now:
                self.withdrawn.add(change.slug)

    @property
    def slugs(self):
        """The rows it still wants to know something of."""
        return {slug for slug, _field in self.pending} | self.unnamed | self.withdrawn

    def hear(self, change):
        """Takes what an earlier change says, the newest first."""
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

    def telling(self, **labels):
        """The circumstances, as far as they were found."""
        return Telling(
            on=self.publication.published_on.isoformat(),
            is_correction=self.publication.kind == Publication.Kind.CORRECTION,
            names=self.names,
            replaced_by=self.replaced_by,
            announced_in=self.announced_in,
            starts=self.starts,
            **labels,
        )


def _look_back(memories):
    """Reads earlier changes, newest first, until nobody wants to know more."""
    if not memories:
        return
    slugs = set().union(*(memory.slugs for memory in memories))
    newest = max(memory.number for memory in memories)
    earlier = (
        Change.objects.filter(slug__in=slugs, publication__lt=newest)
        # Not by "-publication": that is the reverse of how publications are ordered.
        .order_by("-publication_id", "-position")
        .only("publication", "slug", "name", "fields")
    )
    for change in earlier.iterator():
        for memory in memories:
            if change.publication_id < memory.number:
                memory.hear(change)
        if not any(memory.slugs for memory in memories):
            return
