"""The words that must go: where they stand, and what is written in their place."""

import json
import re
import secrets
import unicodedata

from django.utils.text import slugify

from subprocessors.archive.snapshots import normalised
from subprocessors.models.names import plain_slug

#: Fewer characters would be found by chance in too much.
LEAST = 3


class RedactedWords:
    """The words ``text``, in whose place ``instead`` is written; exact as to capitals.

    ``renamed`` maps each slug that holds them to the random one that takes its place; a value
    that is such a slug holds the words too. Raises ValueError for words that cannot be redacted.
    """

    def __init__(self, text, *, instead):
        self.text, self.instead = normalised(text), normalised(instead)
        if len(self.text) < LEAST:
            raise ValueError(
                f"{self.text!r} is too short: {LEAST} characters or more, or too much would go."
            )
        if self.text in self.instead:
            raise ValueError(f"{self.instead!r} holds the words themselves. Write something else.")
        # Django's own log keeps JSON as text, with letters such as "é" escaped.
        escaped = json.dumps(self.text)[1:-1]
        self._spellings = (self.text,) if escaped == self.text else (self.text, escaped)
        # In release 0.1.0 letters such as "Ł" were left out of a slug.
        self._slugs = {slug for slug in (plain_slug(self.text), slugify(self.text)) if slug}
        self.renamed = {}

    def rename(self, slugs):
        """Gives each of ``slugs`` that holds the words a random one in its place."""
        wanted = "|".join(map(re.escape, self._slugs)) or "$."
        pattern = re.compile(rf"(^|[-_])({wanted})([-_]|$)")
        for slug in slugs:
            if self.text in slug or pattern.search(slug):
                self.renamed.setdefault(slug, f"s-{secrets.token_hex(4)}")

    def are_in(self, value):
        """Whether the words, or a slug that holds them, stand in a text, list or object."""
        return self.are_written_in(value) or any(text in self.renamed for text in _texts(value))

    def are_written_in(self, value):
        """Whether the words themselves stand in a text, or in one of a list or an object."""
        return any(
            spelling in unicodedata.normalize("NFC", text)
            for text in _texts(value)
            for spelling in self._spellings
        )

    def replaced_in(self, value):
        """``value`` without the words, and with new slugs in place of those that hold them."""
        if isinstance(value, dict):
            return {key: self.replaced_in(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.replaced_in(item) for item in value]
        if not isinstance(value, str) or not self.are_in(value):
            return value
        if value in self.renamed:
            return self.renamed[value]
        text = unicodedata.normalize("NFC", value)
        for spelling in self._spellings:
            text = text.replace(spelling, self.instead)
        return text


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
