"""The table of fields: the model agrees with it, and whatever lists fields derives from it."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models

from subprocessors import wording
from subprocessors.admin.sections import form_sections
from subprocessors.archive.fields import (
    BY_NAME,
    CATEGORY,
    CODES,
    COUNTRY,
    DAY,
    FIELDS,
    INTERNAL_FIELDS,
    LINE,
    LINES,
    LISTED_FIELDS,
    LONG_TEXT,
    PUBLIC_FIELDS,
    ROW,
    SERVICES,
    TEXT,
    TICK,
    WEB_ADDRESS,
    YES_NO,
)
from subprocessors.archive.portal_fields import (
    BOOKKEEPING_FIELDS,
    FACE_FIELDS,
    FACT_FIELDS,
    LINK_FACTS,
)
from subprocessors.archive.snapshots import is_empty
from subprocessors.exports import schemas
from subprocessors.front.face import Face
from subprocessors.models.checked_values import WebAddressField
from subprocessors.models.code_lists import CodeListField
from subprocessors.models.portal import Portal
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.presenting.rows import SHOWN_FIELDS
from subprocessors.wording.values import value_words
from tests.publications import a_row, publish_rows

#: The model fields in which the desk keeps each kind.
KEPT_IN = {
    LINE: models.CharField,
    TEXT: models.TextField,
    LONG_TEXT: models.TextField,
    LINES: models.TextField,
    WEB_ADDRESS: WebAddressField,
    DAY: models.DateField,
    COUNTRY: models.CharField,
    CODES: CodeListField,
    CATEGORY: models.ForeignKey,
    SERVICES: models.ManyToManyField,
    TICK: models.BooleanField,
    YES_NO: models.CharField,
    ROW: models.ForeignKey,
}
RELATED = {CATEGORY: Category, SERVICES: Service, ROW: Subprocessor}


# The table itself


def test_the_table_names_every_field_of_the_model_but_its_keys_and_each_once():
    meta = Subprocessor._meta
    names = {field.name for field in (*meta.concrete_fields, *meta.many_to_many)}
    assert sorted(field.name for field in FIELDS) == sorted(names - {"id", "slug"})


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_each_field_is_kept_as_its_kind_says(field):
    kept = Subprocessor._meta.get_field(field.name)
    assert type(kept) is KEPT_IN[field.kind]
    assert kept.related_model == RELATED.get(field.kind)
    if not kept.many_to_many:
        assert is_empty(kept.get_default()), "what nobody stated yet changes nothing"


def test_a_field_is_public_or_internal_and_a_public_one_has_its_meaning_and_its_place():
    assert {*PUBLIC_FIELDS, *INTERNAL_FIELDS} == BY_NAME.keys()
    assert not {*PUBLIC_FIELDS} & {*INTERNAL_FIELDS}
    for field in FIELDS:
        assert bool(field.meaning) == bool(field.order) == field.is_public, field.name
        if not field.is_public:
            promised = {field.column, field.is_searched, field.is_material}
            assert promised == {None, False}, field.name


def test_places_in_sentences_and_columns_rise_by_one():
    orders = sorted(field.order for field in FIELDS if field.is_public)
    assert orders == list(range(1, len(PUBLIC_FIELDS) + 1))
    ours = range(34, 41)  # standing, announced, slug, day, version, day of it, fingerprint
    columns = sorted([*ours, *(field.column for field in FIELDS if field.column)])
    assert columns == list(range(1, len(LISTED_FIELDS) + len(ours) + 1))


def test_what_says_the_same_in_words_is_a_public_text():
    pairs = {field.name: field.words for field in FIELDS if field.words}
    assert pairs == {
        "country": "corporate_location",
        "places": "processing_location",
        "services": "products",
    }
    for name, words in pairs.items():
        assert BY_NAME[words].kind == TEXT
        assert BY_NAME[words].section == BY_NAME[name].section


# Places that derive from it


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_each_field_has_a_label_and_a_name_within_sentences(field):
    label, words = wording.field_label(field.name), wording.field_words(field.name)
    assert label[0].isupper()
    assert words[0].islower() or words.startswith("AI")
    assert wording.section_label(field.section)


def test_no_label_is_left_of_a_field_that_there_is_not():
    assert wording.field_names._FIELDS.keys() == BY_NAME.keys()
    labels = Counter(wording.field_label(name) for name in BY_NAME)
    assert max(labels.values()) == 1


def test_the_codes_of_each_set_have_names():
    for field in FIELDS:
        if field.kind == CODES:
            assert value_words(field.name, ["XX"]) == "XX"


def test_each_field_stands_on_the_form_once():
    names = flatten_fieldsets(admin.site.get_model_admin(Subprocessor).fieldsets)
    assert sorted(names) == sorted([*BY_NAME, "change_reason"])


def test_no_section_of_the_form_mixes_what_is_public_with_what_is_not():
    *public, (_title, internal) = form_sections()
    assert [options for _title, options in public if "classes" in options] == []
    assert set(internal["fields"]) == {*INTERNAL_FIELDS, "change_reason"}


def test_each_public_field_stands_on_the_page_once_and_the_name_above_it():
    shown = [name for names in SHOWN_FIELDS.values() for name in names]
    assert sorted([*shown, "name"]) == sorted(PUBLIC_FIELDS)


def test_what_the_schema_said_of_a_row_in_release_0_1_0_it_still_says():
    kept = json.loads((Path(__file__).parent / "data" / "row-schema-0.1.0.json").read_text("utf-8"))
    row = schemas.schema("subprocessors")["$defs"]["row"]
    properties = {name: row["properties"][name] for name in kept["properties"]}
    # Names, order and types; the words of a description may say more since.
    assert json.dumps(_undescribed(properties)) == json.dumps(_undescribed(kept["properties"]))
    assert [name for name in row["required"] if name in kept["required"]] == kept["required"]


@pytest.mark.django_db
def test_the_columns_of_release_0_1_0_stay_where_they_are(client):
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02")
    heading = client.get("/subprocessors.csv").content.decode("utf-8-sig").split("\r\n")[0]
    assert heading.startswith(
        "Name,Legal name,Address,Country of the entity,Contact,Nature of processing,Description,"
        "Services,Products,Condition,Category,Personal data,Data subjects,Retention,"
        'Places of processing,"Places of processing, as stated",Transfer mechanisms,'
        "Note on the transfer,Engaged through,In use since,Last day,Replaces,Uses AI on the data,"
        "Trains models on customer data,Own affiliate,Location of the entity,Former names,"
        "Certifications,Notes,Website,Privacy notice,Data processing agreement,"
        "Its own sub-processors,Standing,Announced,Slug,List of,Version,Published,"
        "Fingerprint (SHA-256)"
    )


def test_the_registration_number_is_named_where_a_field_is_added_and_nowhere_else():
    app = Path(__file__).parent.parent / "subprocessors"
    found = {
        path.relative_to(app).as_posix()
        for path in app.rglob("*.py")
        if "registration_number" in path.read_text("utf-8") and path.parent.name != "migrations"
    }
    # A rename asks it, beside the legal name, whether the entity is still the same.
    assert found == {
        "archive/fields.py",
        "models/register.py",
        "publishing/renames.py",
        "wording/field_names.py",
    }


# The portal's own fields


def test_each_field_of_the_portal_is_fact_face_or_bookkeeping_and_only_one_of_them():
    listed = [*FACT_FIELDS, *FACE_FIELDS, *BOOKKEEPING_FIELDS]
    assert sorted(listed) == sorted(field.name for field in Portal._meta.concrete_fields)


def test_each_fact_has_a_label():
    for name in (*FACT_FIELDS, *LINK_FACTS):
        assert wording.fact_label(name) != name, f"{name} has no label in wording"


def test_what_belongs_to_the_face_is_shown_by_it():
    assert set(FACE_FIELDS) <= Face.__dataclass_fields__.keys()


def test_facts_and_face_stand_on_the_form_and_bookkeeping_does_not():
    names = flatten_fieldsets(admin.site.get_model_admin(Portal).fieldsets)
    beside = ["logo_file", "remove_logo", "frame"]
    assert sorted(names) == sorted([*FACT_FIELDS, *FACE_FIELDS, *beside])


def _undescribed(schema):
    if not isinstance(schema, dict):
        return schema
    return {key: _undescribed(value) for key, value in schema.items() if key != "description"}
