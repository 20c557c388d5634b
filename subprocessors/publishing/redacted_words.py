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
    """The ``texts`` (one, or several), in whose place ``instead`` is written; exact as to capitals.

    ``renamed`` maps each slug that holds one to the random slug that takes its place; a value
    that is such a slug holds the words too. Raises ValueError for words that cannot be redacted.
    """

    def __init__(self, texts, *, instead):
        texts = [texts] if isinstance(texts, str) else texts
        # The longest first: "Jane Doe" before "Jane".
        self.texts = sorted({normalised(text) for text in texts}, key=len, reverse=True)
        self.instead = normalised(instead)
        for text in self.texts:
            if len(text) < LEAST:
                raise ValueError(
                    f"{text!r} is too short: {LEAST} characters or more, or too much would go."
                )
            if text in self.instead:
                raise ValueError(
                    f"{self.instead!r} holds the words themselves. Write something else."
                )
        # Django's own log keeps JSON as text, with letters such as "é" escaped.
        escaped = [json.dumps(text)[1:-1] for text in self.texts]
        self._spellings = tuple(dict.fromkeys([*self.texts, *escaped]))
        # In release 0.1.0 letters such as "Ł" were left out of a slug.
        found = {make(text) for text in self.texts for make in (plain_slug, slugify)}
        self._slugs = found - {""}
        self.renamed = {}

    def rename(self, slugs):
        """Gives each of ``slugs`` that holds the words a random one in its place."""
        wanted = "|".join(map(re.escape, self._slugs)) or "$."
        pattern = re.compile(rf"(^|[-_])({wanted})([-_]|$)")
        for slug in slugs:
            if any(text in slug for text in self.texts) or pattern.search(slug):
                self.renamed.setdefault(slug, f"s-{secrets.token_hex(4)}")

    def are_in(self, value):
        """Whether the words, or a slug that holds them, stand in a text, list or object.

        Of an object its values alone: the keys of what was sealed are names of ours.
        """
        return self._are_in_one_of(list(_texts(value)))

    def are_anywhere_in(self, value):
        """As ``are_in``, in the keys of objects too: those of the desk are headings of files."""
        return self._are_in_one_of(list(_texts(value, with_keys=True)))

    def _are_in_one_of(self, texts):
        return self.are_written_in(texts) or any(text in self.renamed for text in texts)

    def are_written_in(self, value):
        """Whether the words themselves stand in a text, or in one of a list or an object."""
        return any(
            spelling in unicodedata.normalize("NFC", text)
            for text in _texts(value)
            for spelling in self._spellings
        )

    def replaced_in(self, value):
        """``value`` without the words, and with new slugs in place of those that hold them."""
        return self._replaced(value, with_keys=False)

    def replaced_anywhere_in(self, value):
        """As ``replaced_in``, in the keys of objects too."""
        return self._replaced(value, with_keys=True)

    def _replaced(self, value, *, with_keys):
        if isinstance(value, dict):
            pairs = ((self.replaced_in(key) if with_keys else key, value[key]) for key in value)
            return {key: self._replaced(item, with_keys=with_keys) for key, item in pairs}
        if isinstance(value, list):
            return [self._replaced(item, with_keys=with_keys) for item in value]
        if not isinstance(value, str) or not self.are_in(value):
            return value
        if value in self.renamed:
            return self.renamed[value]
        text = unicodedata.normalize("NFC", value)
        for spelling in self._spellings:
            text = text.replace(spelling, self.instead)
        return text


def _texts(value, *, with_keys=False):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in (*value.values(), *(value if with_keys else ())):
            yield from _texts(item, with_keys=with_keys)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, with_keys=with_keys)
