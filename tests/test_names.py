"""Names that could read as another are refused; slugs keep every letter."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from subprocessors.importing.histories import versions
from subprocessors.importing.reading.files import Unreadable
from subprocessors.models.named_links import Certification, Document
from subprocessors.models.names import plain_slug, unseen_in
from subprocessors.models.portal import Portal
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import editing, publish
from tests.stories import TOLD_AT, add_row, at, make_person, make_portal

OVERRIDE = "\u202e"
DECEIVES = f"Acme {OVERRIDE}moc.live"


@pytest.mark.parametrize(
    "code", [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x00, 0x09, 0x0A, 0x1B, 0x7F, 0x85]
)
def test_direction_overrides_and_control_characters_are_found_and_named(code):
    assert unseen_in(f"Ac{chr(code)}me") == f"U+{code:04X}"


@pytest.mark.parametrize(
    "name",
    [
        "شركة المثال",
        "نامه\u200cای",
        "חברה בע\u05f4מ",
        "👩\u200d💻 Ltd",
        "Acme\u00a0Mail",
        "株式会社",
        "A\u200fB",
    ],
)
def test_joiners_marks_and_the_scripts_of_the_world_are_no_such_thing(name):
    assert unseen_in(name) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda name: Subprocessor(slug="acme", name=name), "name"),
        (lambda name: Subprocessor(slug="acme", name="Acme", legal_name=name), "legal_name"),
        (lambda name: Subprocessor(slug="a", name="A", former_names=f"B\n{name}"), "former_names"),
        (lambda name: Portal(pk=1, organisation=name), "organisation"),
        (lambda name: Portal(pk=1, organisation="Acme", heading=name), "heading"),
        (lambda name: Service(slug="mail", label=name), "label"),
        (lambda name: Category(slug="mail", label=name), "label"),
        (lambda name: Document(name=name), "name"),
        (lambda name: Certification(name=name), "name"),
    ],
)
def test_every_name_refuses_them_on_its_field_and_says_which(make, field):
    make("Acme").full_clean()
    with pytest.raises(ValidationError) as refusal:
        make(DECEIVES).full_clean()
    assert list(refusal.value.message_dict) == [field]
    assert "(U+202E)" in str(refusal.value)


@pytest.mark.django_db
def test_even_what_no_database_takes_is_refused_in_words():
    row = add_row("Acme")
    row.name = "Ac\0me"
    with pytest.raises(ValidationError, match=r"U\+0000"):
        row.full_clean()


@pytest.mark.django_db
def test_former_names_stand_one_a_line_all_the_same():
    Subprocessor(slug="a", name="A", former_names="B\r\nC\nD").full_clean()


@pytest.mark.django_db
def test_an_old_row_that_holds_one_stays_editable_but_is_not_named_so_anew(client):
    make_portal()
    row = add_row(DECEIVES, effective_on="2024-01-01")
    publish(at=TOLD_AT)
    row.notes = "Edited"
    row.full_clean()
    client.force_login(make_person("edith", "Editor"))
    address = reverse("admin:subprocessors_subprocessor_change", args=[row.pk])
    form = client.get(address).context["adminform"].form
    data = {b.html_name: b.value() for b in form if b.value() not in (None, False, [])}
    assert client.post(address, {**data, "notes": "Edited"}).status_code == 302
    refused = client.post(address, {**data, "name": f"{OVERRIDE}Another"})
    assert "(U+202E)" in refused.content.decode()
    row.refresh_from_db()
    assert (row.name, row.notes) == (DECEIVES, "Edited")
    editing.end(row, last_day=at("2026-12-31").date(), by=None)


@pytest.mark.django_db
def test_a_history_from_elsewhere_is_refused_with_its_line():
    text = '{"at": "2024-01-01T12:00:00Z", "rows": [{"name": "A\\u2067B"}]}'
    with pytest.raises(Unreadable, match=r"h.jsonl, line 1: row 1: “name” holds U\+2067"):
        list(versions(text, name="h.jsonl", now=TOLD_AT))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ørsted", "orsted"),
        ("Łódź Data", "lodz-data"),
        ("Straße & Söhne", "strasse-sohne"),
        ("STRAẞE", "strasse"),
        ("Æther", "aether"),
        ("Đakovo", "dakovo"),
        ("Þór", "thor"),
        ("œuvre", "oeuvre"),
        ("Acme Mail", "acme-mail"),
        ("株式会社", ""),
    ],
)
def test_a_slug_keeps_every_letter_that_has_a_plain_one(name, slug):
    assert plain_slug(name) == slug


@pytest.mark.django_db
def test_a_row_takes_such_a_slug():
    assert add_row("Łukasz Ø.").slug == "lukasz-o"
