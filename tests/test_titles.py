"""A title names every material field that changes, whatever happens to it and beside what."""

import pytest

from subprocessors import wording
from subprocessors.archive.fields import LIFECYCLE_FIELDS, MATERIAL_FIELDS

ON, DECEMBER, JANUARY = "2026-11-02", "2026-12-03", "2027-01-15"
TOLD = wording.SentenceContext(on=ON)
CODES = {
    "places": (["US"], ["IE"], ["DE"]),
    "services": (["a"], ["b"], ["c"]),
    "transfer_mechanisms": (["scc"], ["dpf"], ["bcr"]),
}
#: What else may happen to the row in the same version, and what the title then says of it.
BESIDE = {
    "nothing": ({}, ""),
    "a rename": ({"name": {"before": {"now": "Acme"}, "after": {"now": "Bolt"}}}, "Bolt"),
    "its end": ({"ended_on": {"after": {"now": "2026-12-31"}}}, "nds"),
    "a new end": (
        {"ended_on": {"before": {"now": "2026-12-31"}, "after": {"now": "2027-12-31"}}},
        "last day",
    ),
    "no end": ({"ended_on": {"before": {"now": "2026-12-31"}}}, "stays not"),
    "a new start": (
        {"effective_on": {"before": {"now": DECEMBER}, "after": {"now": JANUARY}}},
        "start",
    ),
    "an address": ({"website": {"after": {"now": "https://acme.example"}}}, ""),
}


def fates(name):
    """What may happen to a field: what it is, the day, and its two sides."""
    old, new, other = CODES.get(name, ("Old", "New", "Other"))
    announced = {"next": {"on": DECEMBER, "value": new}}
    pending = {"now": old, **announced}
    yield "changed", ON, {"before": {"now": old}, "after": {"now": new}}
    yield "announced", DECEMBER, {"before": {"now": old}, "after": pending}
    yield "stated first", ON, {"after": {"now": new}}
    yield "stated first later", DECEMBER, {"after": announced}
    yield "emptied", ON, {"before": {"now": old}}
    emptied = {"now": old, "next": {"on": DECEMBER}}
    yield "emptied later", DECEMBER, {"before": {"now": old}, "after": emptied}
    moved = {"now": old, "next": {"on": JANUARY, "value": new}}
    yield "moved", JANUARY, {"before": pending, "after": moved}
    yield "dropped", ON, {"before": pending, "after": {"now": old}}
    replaced = {"now": old, "next": {"on": JANUARY, "value": other}}
    yield "replaced", JANUARY, {"before": pending, "after": replaced}
    yield "taken early", ON, {"before": pending, "after": {"now": new}}


def titles(name, day, sides, beside):
    """The title of the change in a feed, and that of the version; together, and told apart."""
    both = {
        "slug": "acme",
        "kind": "removed" if beside == BESIDE["its end"][0] else "changed",
        "material": True,
        "effective_on": day,
        "fields": {name: sides, **beside},
    }
    apart = [{**both, "fields": beside}] if beside else []
    apart.append({**both, "kind": "changed", "fields": {name: sides}})
    names = {"acme": "Acme"}
    yield wording.change_title(both, "Acme", context=TOLD)
    yield wording.publication_title([both], names, context=TOLD)
    yield wording.publication_title(apart, names, context=TOLD)


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("name", sorted(MATERIAL_FIELDS - LIFECYCLE_FIELDS))
def test_a_title_names_each_material_field_that_changes(name, beside):
    fields, also = BESIDE[beside]
    if name in fields:
        return
    for fate, day, sides in fates(name):
        for title in titles(name, day, sides, fields):
            words = [wording.field_words(name)]
            if name == "places":
                words.append("processes data")
            if name == "name":
                words.append("renamed")
            assert any(word in title.replace("Renamed", "renamed") for word in words), (fate, title)
            assert not also or any(word in title for word in also.split()), (fate, title)


def test_a_correction_says_that_nothing_changed_but_what_is_so():
    correcting = wording.SentenceContext(on=ON, is_correction=True)
    fields = {"name": {"before": {"now": "Acme"}, "after": {"now": "Bolt"}}}
    change = {"slug": "acme", "kind": "changed", "material": True, "effective_on": ON}
    rename = {**change, "fields": fields}
    assert wording.change_title(rename, "Bolt", context=correcting) == (
        "Corrected: the name is Bolt, not Acme"
    )
    title = wording.publication_title([rename], {"acme": "Bolt"}, context=correcting)
    assert title == "Acme is called Bolt"
    purpose = {"before": {"now": "Mail"}, "after": {"now": "SMS"}}
    edit = {**change, "fields": {"purpose": purpose}}
    assert wording.change_title(edit, "Acme", context=correcting) == (
        "Corrected: Acme (nature of processing)"
    )


@pytest.mark.parametrize(
    ("legal_name", "who"),
    [
        ("", "Acme"),
        ("ACME Mail Inc.", "ACME Mail Inc."),
        ("Bolt Holding SA", "Acme, Bolt Holding SA"),
    ],
)
def test_an_addition_is_titled_by_the_name_that_customers_know_and_the_entity(legal_name, who):
    fields = {"name": "Acme", "legal_name": legal_name, "effective_on": DECEMBER}
    fields = {name: {"after": {"now": value}} for name, value in fields.items() if value}
    change = {"slug": "acme", "kind": "added", "material": True, "effective_on": DECEMBER}
    title = wording.change_title({**change, "fields": fields}, "Acme", context=TOLD)
    assert title == f"Announced: {who} from 3 December 2026"
