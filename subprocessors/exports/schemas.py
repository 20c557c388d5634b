"""JSON Schemas (2020-12) of what we serve, each whole in itself.

They are kept in the folder ``schemas``, by version. What several need stands in ``parts.json``
and is put into each; the fields of a row join there from the table of fields. Within a version,
fields may only be added: no schema forbids one that it does not know, and clients are asked to
do the same.
"""

import functools
import json
from pathlib import Path

from subprocessors.exports.row_schema import row_schema
from subprocessors.front.addresses import absolute

CONTENT_TYPE = "application/schema+json"
#: The answers that have a schema.
NAMES = ("subprocessors", "changes", "compare", "portal", "version", "problem")
_FOLDER = Path(__file__).parent / "schemas" / "1"


def address(name):
    """Where the schema ``name`` is served; its ``$id``."""
    return absolute("schema", name)


def schema(name):
    """The schema ``name`` as plain values. Raises KeyError for one that there is not."""
    if name not in NAMES:
        raise KeyError(name)
    own = _read(name)
    used = _used(own, _parts())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address(name),
        **own,
        "$defs": used,
    }


@functools.cache
def _read(name):
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@functools.cache
def _parts():
    parts = _read("parts")
    return {**parts, "row": row_schema(parts["row"])}


def _used(schema, parts):
    """The parts that ``schema`` refers to, and those that they refer to in turn."""
    found, waiting = {}, [schema]
    while waiting:
        text = json.dumps(waiting.pop())
        for name in sorted(set(parts) - set(found)):
            if f'"#/$defs/{name}"' in text:
                found[name] = parts[name]
                waiting.append(parts[name])
    return {name: parts[name] for name in parts if name in found}
