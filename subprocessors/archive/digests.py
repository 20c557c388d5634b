"""How a publication is sealed: salted parts, a head that names them, a digest. Plain Python.

A *document* is ``{"digest", "head", "parts"}``; docs/decisions/0002 says why.
"""

import hashlib
import json
import secrets

SCHEMA = 1

HEAD_VALUES = (
    "schema",
    "number",
    "previous",
    "published_at",
    "published_on",
    "kind",
    "corrects",
)
HEAD_LISTS = ("title", "note", "reason", "source", "facts", "vocabulary", "changes", "rows")

_MOST_EXACT = 2**53 - 1  # RFC 8785 follows RFC 7493 (I-JSON), 2.2


class Unsound(Exception):
    """A document does not hold; the message says where and why."""


def demand(condition, why):
    """Raises Unsound, with ``why``, unless the condition holds."""
    if not condition:
        raise Unsound(why)


def canonical(value):
    """``value`` as canonical JSON (RFC 8785), in bytes.

    Values are strings, integers, booleans, null, lists and objects with ASCII keys; the
    standard library then writes what RFC 8785 asks for. Raises ValueError for others.
    """
    return canonical_text(value).encode("utf-8")


def canonical_text(value):
    """``canonical`` before it is encoded."""
    _check(value)
    return _written(value)


_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_ALWAYS_FINE = frozenset({str, bool, type(None)})


def _check(value):
    if isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise ValueError(f"{key!r} cannot be a key of canonical JSON: ASCII text only.")
            if type(item) not in _ALWAYS_FINE:
                _check(item)
    elif isinstance(value, list):
        for item in value:
            if type(item) not in _ALWAYS_FINE:
                _check(item)
    elif isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > _MOST_EXACT:
            raise ValueError(f"{value} is too large for canonical JSON.")
    elif not (value is None or isinstance(value, str | bool)):
        raise ValueError(f"{value!r} has no place in canonical JSON.")


def part_hash(salt, value):
    """SHA-256 (hex) of a part: its salt (32 hex digits) followed by its canonical JSON."""
    return hashlib.sha256(salt.encode("ascii") + canonical(value)).hexdigest()


def head_digest(head):
    """SHA-256 (hex) of a head's canonical JSON: the publication's digest."""
    return hashlib.sha256(canonical(head)).hexdigest()


def sealed(values, earlier=()):
    """A part ``{"h", "salt", "value"}`` per value, in their order.

    A value that one of the parts ``earlier`` holds, not redacted, keeps its salt and hash.
    """
    whole = [part for part in earlier if "value" in part]
    by_identity = {id(part["value"]): part for part in whole}
    parts = [by_identity.get(id(value)) for value in values]
    kept = {part["h"] for part in parts if part}
    # The others are compared by their canonical text, which takes longer.
    known = {canonical(part["value"]): part for part in whole if part["h"] not in kept}
    for position, value in enumerate(values):
        if parts[position] is None:
            parts[position] = known.get(canonical(value)) or _newly_sealed(value)
    return parts


def _newly_sealed(value):
    salt = secrets.token_hex(16)
    return {"h": part_hash(salt, value), "salt": salt, "value": value}


def make_document(head, parts):
    """The document of a publication: ``head`` completed with the hashes of its ``parts``.

    ``head`` maps number, previous, published_at, published_on, kind and corrects;
    ``parts`` maps each name of HEAD_LISTS to its sealed parts.
    """
    head = {"schema": SCHEMA, **head}
    for name in HEAD_LISTS:
        head[name] = [part["h"] for part in parts[name]]
    return {"digest": head_digest(head), "head": head, "parts": parts}


def values_of(document, name):
    """The values of the parts ``name`` that are not redacted, in their order."""
    return [part["value"] for part in document["parts"][name] if "value" in part]


def redacted_of(document, name):
    """What stands in place of the redacted parts ``name``: ``[{"on", "why"}, ...]``."""
    return [part["redacted"] for part in document["parts"][name] if "redacted" in part]


def blank_parts(document, hashes, *, on, why):
    """``document`` with value and salt of the parts ``hashes`` blanked, the hashes kept."""
    blank = {"redacted": {"on": on, "why": why}}
    parts = {
        name: [
            {"h": part["h"], **blank} if part["h"] in hashes and "value" in part else part
            for part in listed
        ]
        for name, listed in document["parts"].items()
    }
    return {**document, "parts": parts}
