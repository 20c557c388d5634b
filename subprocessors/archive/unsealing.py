"""Reading what was sealed: every digest in a document is recomputed. Plain Python.

A document's bytes are canonical, so their order is known, and they are read piece by piece.
A part that stands in the very same bytes in the document read before was checked there; of
200 rows, most do.
"""

import json
import re

from subprocessors.archive.digests import (
    HEAD_LISTS,
    HEAD_VALUES,
    Unsound,
    canonical_text,
    head_digest,
    part_hash,
)

_H = re.compile(r"[0-9a-f]{64}\Z")
_SALT = re.compile(r"[0-9a-f]{32}\Z")
_NOT_CANONICAL = "the stored bytes are not canonical JSON"
_TOO_MUCH = "head or parts name too much or too little"

_decode = json.JSONDecoder().raw_decode


def read(data):
    """The document in the canonical bytes ``data``, after recomputing every digest in it.

    Raises Unsound for bytes that are not canonical, a part or head that does not hash to
    what is said of it, or a list of parts that differs from the head's.
    """
    return Reader().read(data)


class Reader:
    """Reads the documents of a chain one after the other; remembers the parts of the last."""

    def __init__(self):
        self._known = {}  # a part's bytes, as text, and the part, by its hash

    def read(self, data):
        """What ``read`` promises, sooner."""
        try:
            document, self._known = _document(_Walk(data.decode("utf-8")), self._known)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unsound(f"the stored bytes are not a publication ({error!r})") from error
        return document


class _Walk:
    """Goes through a text from its beginning, and stops at what is not canonical JSON."""

    def __init__(self, text):
        self.text, self.place = text, 0

    def is_at(self, piece):
        return self.text.startswith(piece, self.place)

    def step(self, piece, otherwise=_NOT_CANONICAL):
        """Steps over ``piece``, which must stand here."""
        if not self.is_at(piece):
            raise Unsound(otherwise)
        self.place += len(piece)

    def value(self):
        """Steps over a JSON value; gives its text, and it."""
        found, end = _decode(self.text, self.place)
        text = canonical_text(found)
        self.step(text)
        if self.place != end:
            raise Unsound(_NOT_CANONICAL)
        return text, found


def _document(walk, known):
    walk.step('{"digest":')
    _text, digest = walk.value()
    walk.step(',"head":')
    _text, head = walk.value()
    if set(head) != {*HEAD_VALUES, *HEAD_LISTS}:
        raise Unsound(_TOO_MUCH)
    if head_digest(head) != digest:
        raise Unsound("the head does not hash to the digest")
    walk.step(',"parts":')
    found, parts = {}, {}
    for position, name in enumerate(sorted(HEAD_LISTS)):
        walk.step(f'{"," if position else "{"}"{name}":[', _TOO_MUCH)
        parts[name] = _parts(walk, name, head[name], known, found)
    walk.step("}}", _TOO_MUCH)
    if walk.place != len(walk.text):
        raise Unsound(_NOT_CANONICAL)
    return {"digest": digest, "head": head, "parts": parts}, found


def _parts(walk, name, hashes, known, found):
    """The parts of one list, up to its end; ``found`` is told each with its text."""
    strangers = f"the {name} are not those that the head names"
    parts = []
    for position, h in enumerate(hashes):
        if position:
            walk.step(",", strangers)
        text, part = known.get(h, (None, None))
        if text is not None and walk.is_at(text):
            walk.step(text)
        else:
            if walk.is_at("]"):
                raise Unsound(strangers)
            text, part = walk.value()
            if part["h"] != h:
                raise Unsound(strangers)
            _check_part(name, part)
        found[h] = text, part
        parts.append(part)
    walk.step("]", strangers)
    return parts


def _check_part(name, part):
    if not _H.match(part["h"]):
        raise Unsound(f"{part['h']!r} among the {name} is not a SHA-256")
    if set(part) == {"h", "redacted"}:
        return
    if set(part) != {"h", "salt", "value"}:
        raise Unsound(f"part {part['h'][:12]} of the {name} is neither whole nor redacted")
    if not _SALT.match(part["salt"]):
        raise Unsound(f"the salt of part {part['h'][:12]} of the {name} is not 32 hex digits")
    if part_hash(part["salt"], part["value"]) != part["h"]:
        raise Unsound(f"part {part['h'][:12]} of the {name} does not hash to its fingerprint")
