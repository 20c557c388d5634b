"""Reading what was sealed: every digest in a document is recomputed. Plain Python.

The bytes of a document are canonical, so the order of its pieces is known, and they are read one
by one. A part with the same bytes as in the document before is not checked a second time; of
200 rows, most are the same.
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
    """Reads the documents of a chain one after the other, and keeps the parts of the last one."""

    def __init__(self):
        self._known = {}  # a part's bytes, as text, and the part, by its hash

    def read(self, data):
        """Like the function ``read``; does not check again what the last document had too."""
        try:
            document, self._known = _document(_Walk(data.decode("utf-8")), self._known)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unsound(f"the stored bytes are not a publication ({error!r})") from error
        return document


class _Walk:
    """A position in a text of canonical JSON. Raises Unsound where the text is not canonical."""

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
    """The parts of one list, up to its end; adds each of them, with its text, to ``found``."""
    mismatch = f"the {name} are not those that the head names"
    parts = []
    for position, h in enumerate(hashes):
        if position:
            walk.step(",", mismatch)
        text, part = known.get(h, (None, None))
        if text is not None and walk.is_at(text):
            walk.step(text)
        else:
            if walk.is_at("]"):
                raise Unsound(mismatch)
            text, part = walk.value()
            if part["h"] != h:
                raise Unsound(mismatch)
            _check_part(name, part)
        found[h] = text, part
        parts.append(part)
    walk.step("]", mismatch)
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
