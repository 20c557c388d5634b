"""The schemas: valid, whole in themselves, and open to fields that come later."""

import json

import pytest
from jsonschema import Draft202012Validator

from subprocessors.archive.fields import PUBLIC_FIELDS
from subprocessors.exports import schemas
from tests.json_rules import checked, faults
from tests.publications import a_row, categories, publish_rows, services

pytestmark = pytest.mark.django_db

ANSWERS = {
    "subprocessors": "/subprocessors.json",
    "changes": "/changes.json",
    "compare": "/changes/compare.json",
    "portal": "/.well-known/subprocessors.json",
    "version": "/changes/1.json",
    "problem": "/changes/99.json",
}


@pytest.fixture
def _published():
    rows = [a_row("acme", services=["chat"], category="core", website="https://acme.example")]
    words = [*services(chat="Chat"), *categories(core="Core")]
    publish_rows(rows, number=1, published_at="2026-11-02", kind="opening", vocabulary=words)
    words = [*services(chat="Chatting"), *categories(core="Core")]
    rows = [a_row("acme", places=["IE"]), a_row("bolt", effective_on="2030-01-01")]
    facts = {"organisation": "Example AG", "notice_days": 30, "time_zone": "UTC"}
    facts |= {"contact_email": "privacy@example.com", "notice_rule": "We write to you."}
    publish_rows(rows, number=2, published_at="2026-11-03", vocabulary=words, facts=facts)


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize("name", schemas.NAMES)
def test_each_answer_follows_its_schema_with_unknown_fields_forbidden(client, name):
    checked(client.get(ANSWERS[name]), name, status=404 if name == "problem" else 200)


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize("name", schemas.NAMES)
def test_a_field_that_comes_later_breaks_no_client(client, name):
    data = with_more(json.loads(client.get(ANSWERS[name]).content))
    assert faults(data, name, is_strict=False) == []
    assert faults(data, name) != []


def with_more(data):
    """``data`` with a field nobody knows yet in every object of fixed shape."""
    if isinstance(data, list):
        return [with_more(item) for item in data]
    if not isinstance(data, dict):
        return data
    found = {key: with_more(value) for key, value in data.items()}
    known = {"number", "slug", "on", "digest", "day", "kind", "email", "detail"}
    has_fixed_shape = known & set(data)
    return {**found, "later": "x"} if has_fixed_shape else found


@pytest.mark.parametrize(
    "address", ["https://müller.example/über", "www.acme.example", "on request"]
)
def test_an_address_is_as_it_was_stated_and_breaks_no_client(client, address):
    fields = ("website", "privacy_url", "dpa_url", "subprocessors_url")
    row = a_row("acme", **dict.fromkeys(fields, address))
    publish_rows([row], number=1, published_at="2024-09-06", kind="imported")
    (listed,) = checked(client.get("/subprocessors.json"), "subprocessors")["subprocessors"]
    assert [listed[field] for field in fields] == [address] * 4


def test_the_page_to_turn_to_is_as_it_was_stated(client):
    facts = {"organisation": "Example AG", "contact_url": "https://müller.example/über"}
    publish_rows([], number=1, published_at="2026-11-02", kind="opening", facts=facts)
    found = checked(client.get("/.well-known/subprocessors.json"), "portal")
    assert found["contact"]["url"] == facts["contact_url"]


@pytest.mark.parametrize("name", schemas.NAMES)
def test_a_schema_is_served_where_its_id_says(client, name):
    response = client.get(f"/schema/1/{name}.json")
    assert response.headers["Content-Type"] == "application/schema+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    schema = json.loads(response.content)
    assert schema["$id"] == f"https://trust.example.com/schema/1/{name}.json"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", schemas.NAMES)
def test_a_schema_needs_no_other_file(name):
    schema = schemas.schema(name)
    references = set(found_references(schema))
    assert references == {f"#/$defs/{part}" for part in schema["$defs"]}


def found_references(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for item in value.values():
            yield from found_references(item)
    elif isinstance(value, list):
        for item in value:
            yield from found_references(item)


@pytest.mark.parametrize("name", schemas.NAMES)
def test_no_schema_forbids_what_it_does_not_know(name):
    assert '"additionalProperties": false' not in json.dumps(schemas.schema(name))
    assert "unevaluatedProperties" not in json.dumps(schemas.schema(name))


def test_every_public_field_of_a_row_is_described():
    row = schemas.schema("subprocessors")["$defs"]["row"]
    assert set(row["properties"]) == set(row["required"])
    assert set(PUBLIC_FIELDS) - set(row["properties"]) == {"withdrawn_on"}
    assert all(said.get("description") for said in row["properties"].values())


@pytest.mark.parametrize("name", ["parts", "nothing", "..", "%00", "SUBPROCESSORS"])
def test_there_is_no_other_schema(client, name):
    assert client.get(f"/schema/1/{name}.json").status_code == 404
    assert client.get("/schema/2/changes.json").status_code == 404
