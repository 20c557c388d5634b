"""The schema of a row: a property for each field that a list states, by the table of fields."""

from subprocessors.archive.fields import BY_NAME, COUNTRY, DAY, LISTED_FIELDS, TICK, YES_NO

_LIST = {"type": "array"}
_TEXT = {"type": ["string", "null"]}
#: What the values of a kind are; of the kinds that are not here, texts.
_SHAPES = {
    COUNTRY: {**_TEXT, "pattern": "^[A-Z]{2}$"},
    DAY: {"oneOf": [{"$ref": "#/$defs/day"}, {"type": "null"}]},
    TICK: {"type": "boolean"},
    YES_NO: {"enum": ["yes", "no", None]},
}


def row_schema(own):
    """The schema of a row; ``own`` is that of what it has beside its fields.

    The fields stand before what is announced, and each is always there.
    """
    stated = list(own["properties"].items())
    at = list(own["properties"]).index("announced")
    fields = ((name, _property(BY_NAME[name])) for name in LISTED_FIELDS)
    properties = dict([*stated[:at], *fields, *stated[at:]])
    return {**own, "required": list(properties), "properties": properties}


def _property(field):
    if field.name == "name":
        shape = {"type": "string"}  # the one field that is never empty
    else:
        shape = _LIST if field.is_list else _SHAPES.get(field.kind, _TEXT)
    items = {"items": {"type": "string"}} if field.is_list else {}
    unique = {"uniqueItems": True} if field.is_set else {}
    return {**shape, "description": field.meaning, **items, **unique}
