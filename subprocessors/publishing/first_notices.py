"""The notice that something was first announced with, for what is moved later."""

from subprocessors.models.publication import Change


class FirstNotices:
    """Maps (slug, field) to the notice of the version that announced what ``rows`` still hold.

    ``rows`` are published rows by slug, settled on the day; of these, ``slugs`` may be moved
    later. One query, and none before something is looked up.
    """

    def __init__(self, rows, slugs):
        self._rows, self._slugs, self._changes = rows, slugs, None

    def get(self, key, default=None):
        """The notice (see ``archive.owing``), or ``default`` where none was stated."""
        slug, name = key
        for change in self._of(slug):
            if self._announces(change.fields.get(name, {}), slug, name):
                return change.notice or default
        return default

    def _of(self, slug):
        if self._changes is None:
            found = Change.objects.filter(slug__in=self._slugs, reissues=None)
            self._changes = list(found.order_by("-publication_id", "position"))
        return [change for change in self._changes if change.slug == slug]

    def _announces(self, sides, slug, name):
        """Whether a change with these ``sides`` first said what the row still holds.

        One that corrected what is shown today left what was announced as it was.
        """
        row, side = self._rows[slug], "now" if name == "effective_on" else "next"
        before, after = (sides.get(one, {}).get(side) for one in ("before", "after"))
        held = row["now"].get(name) if side == "now" else row.get("next", {}).get(name)
        return after is not None and after == held and after != before
