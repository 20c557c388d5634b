"""Our JSON, held against its own schemas with fields that they do not know forbidden."""

import json
import re

from jsonschema import Draft202012Validator, FormatChecker

from subprocessors.exports import schemas

#: As strict as a client may be: the library by itself takes anything for an address.
FORMATS = FormatChecker(Draft202012Validator.FORMAT_CHECKER.checkers)


@FORMATS.checks("uri")
def is_uri(value):
    """Whether a text (other values have no format) is an absolute address by RFC 3986."""
    one = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2}"
    return not isinstance(value, str) or bool(re.fullmatch(rf"[a-z][a-z0-9+.-]*:({one})+", value))


def strict(schema):
    """``schema`` as it is served, but refusing what it does not name."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: strict(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        found.setdefault("additionalProperties", False)
    return found


def faults(data, name, *, is_strict=True):
    """What the schema ``name`` finds wrong with ``data``, a line each."""
    schema = json.loads(json.dumps(schemas.schema(name)))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(
        strict(schema) if is_strict else schema,
        format_checker=FORMATS,
    )
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(data)]


def checked(response, name, *, status=200):
    """The data of a JSON response, after the schema ``name`` found nothing wrong with it."""
    assert response.status_code == status, response.status_code
    kind = "application/json" if status == 200 else "application/problem+json"
    assert response.headers["Content-Type"] == kind
    data = json.loads(response.content)
    assert faults(data, name) == []
    return data
