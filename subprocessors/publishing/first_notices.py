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
            after = change.fields.get(name, {}).get("after", {})
            if self._announces(after, slug, name):
                return change.notice or default
        return default

    def _of(self, slug):
        if self._changes is None:
            found = Change.objects.filter(slug__in=self._slugs, reissues=None)
            self._changes = list(found.order_by("-publication_id", "position"))
        return [change for change in self._changes if change.slug == slug]

    def _announces(self, after, slug, name):
        row = self._rows[slug]
        if name == "effective_on":
            return "now" in after and after["now"] == row["now"].get(name)
        return "next" in after and after["next"] == row.get("next", {}).get(name)
