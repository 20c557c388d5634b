"""Rows that are saved at once leave what rows leave that are saved one by one."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import editing, publish
from subprocessors.publishing.editing_many import save_many
from tests.stories import add_row, make_person, make_portal

pytestmark = pytest.mark.django_db


def services():
    return [Service.objects.create(slug=slug, label=slug.title()) for slug in ("mail", "chat")]


def batch(mail, chat):
    """Two new rows, one with services, an edited one, one of other services, one as before."""
    core = Category.objects.create(slug="core", label="Core")
    edited, moved = Subprocessor.objects.get(name="Bolt"), Subprocessor.objects.get(name="Dash")
    edited.purpose, edited.category = "Calls", core
    return [
        (Subprocessor(name="Acme", purpose="Mail", places=["PE"]), [mail, chat]),
        (Subprocessor(name="Cedar"), None),
        (edited, None),
        (moved, [chat]),
        (Subprocessor.objects.get(name="Elm"), [mail]),
    ]


def told(saved, by):
    mail, chat = services()
    for name in ("Bolt", "Dash", "Elm"):
        add_row(name, purpose="Chat", services=[mail])
    rows = batch(mail, chat)
    before = set(Subprocessor.history.values_list("history_id", flat=True))
    saved(rows, by)
    new = Subprocessor.history.exclude(history_id__in=before).order_by("name")
    apart = ("id", "history_id", "history_date", "category_id")
    return [
        (
            {name: v for name, v in values.items() if name not in apart},
            values["category_id"] is not None,
            sorted(record.services.values_list("service__slug", flat=True)),
        )
        for record, values in zip(new, new.values(), strict=True)
    ], sorted(
        (row.name, row.purpose, sorted(s.slug for s in row.services.all()))
        for row in Subprocessor.objects.all()
    )


@pytest.mark.parametrize("by", ["user", "Ada", None])
def test_rows_saved_at_once_leave_the_records_of_rows_saved_one_by_one(by):
    person = make_person("ada", "Editor") if by == "user" else by

    def one_by_one(rows, by):
        for row, of_row in rows:
            editing.save(row, by=by, reason="Imported", services=of_row)

    alone = told(one_by_one, person)
    Subprocessor.objects.all().delete()
    Service.objects.all().delete()
    Category.objects.all().delete()
    Subprocessor.history.all().delete()
    at_once = told(lambda rows, by: save_many(rows, by=by, reason="Imported"), person)
    assert at_once == alone
    assert len(at_once[0]) == 4  # none of the row that is as before


def test_of_many_rows_none_is_saved_where_the_database_refuses_one():
    bad = Subprocessor(name="Bolt", effective_on=date(2026, 5, 2), ended_on=date(2026, 5, 1))
    with pytest.raises(IntegrityError):
        save_many([(Subprocessor(name="Acme"), None), (bad, None)], by="Ada")
    assert not Subprocessor.objects.exists()
    assert not Subprocessor.history.exists()


def test_many_rows_of_one_name_get_slugs_of_their_own_and_none_that_was_published():
    make_portal()
    row = add_row("Acme")
    publish()
    editing.delete(row, by="Ada")
    save_many([(Subprocessor(name=name), None) for name in ("Acme", "Bolt", "Bolt")], by="Ada")
    slugs = set(Subprocessor.objects.values_list("slug", flat=True))
    assert len(slugs) == 3
    assert "acme" not in slugs


def test_editing_many_rows_takes_a_query_for_many_and_not_one_for_each():
    rows = [add_row(f"Row {number}") for number in range(60)]
    for row in rows:
        row.purpose = "Chat"
    with CaptureQueriesContext(connection) as captured:
        save_many([(row, None) for row in rows], by="Ada")
    assert len(captured) < 20
