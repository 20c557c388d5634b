"""The edits that led to a version: what each changed, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from subprocessors.admin.edits import edits_between
from subprocessors.evidence.edit_history import edit_rows, edits_of, fields_edited
from subprocessors.models.named_links import Document
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import publish
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
#: Of six models the edits, of the four that were edited the records before; services of rows.
QUERIES = 6 + 4 + 1


@pytest.fixture
def edited(time_machine):
    """A function that edits for so many rounds after version 1; gives it, and one of later."""
    time_machine.move_to(at("2026-10-01"), tick=False)
    make_portal()
    chat, mail = (Service.objects.create(slug=one, label=one) for one in ("chat", "mail"))
    category = Category.objects.create(slug="c", label="C")
    row = add_row("Acme Mail", services=[chat], effective_on="2024-01-01")
    first = publish(at=at("2026-10-01"))

    def edit(rounds):
        for number in range(rounds):
            time_machine.shift(timedelta(hours=1))
            edit_row(row, places=["US", "IE"][number % 2 : number % 2 + 1], reason="Moved")
            time_machine.shift(timedelta(minutes=1))
            edit_row(row, services=[[chat], [chat, mail]][number % 2], purpose=f"{number}")
            time_machine.shift(timedelta(minutes=1))
            other = add_row(f"Other {number}")
            time_machine.shift(timedelta(minutes=1))
            edit_row(other, category=category)
            for one in (chat, category, Portal.objects.get()):
                setattr(one, "organisation" if isinstance(one, Portal) else "label", f"{number}")
                one.save()
            document = Document.objects.create(name=f"DPA {number}", url="https://a.example")
            time_machine.shift(timedelta(minutes=1))
            document.delete()
        return first, Publication(published_at=at("2026-11-02"), time_zone="UTC")

    return edit


def as_the_library_says(record):
    """The fields that one record changed, asked one by one."""
    previous = record.prev_record if record.history_type == "~" else None
    return record.diff_against(previous).changed_fields if previous else []


def test_what_each_edit_changed_is_what_its_record_and_the_one_before_say(edited):
    records = edits_of(*edited(4))
    found = [fields_edited(one) for one in records]
    assert found == [as_the_library_says(one) for one in records]
    for fields in (["places"], ["purpose", "services"], ["category"], ["label"], ["organisation"]):
        assert fields in found
    assert {one.history_type for one in records} == {"+", "~", "-"}


def test_of_the_newest_alone_it_says_the_same(edited):
    both = edited(4)
    every = {(type(one), one.history_id): fields_edited(one) for one in edits_of(*both)}
    for one in edits_of(*both, most=2):
        assert fields_edited(one) == every[type(one), one.history_id]


@pytest.mark.parametrize("tell", [edit_rows, edits_between])
@pytest.mark.parametrize("rounds", [1, 8])
def test_many_edits_take_no_more_queries_than_few(edited, tell, rounds):
    both = edited(rounds)
    with CaptureQueriesContext(connection) as asked:
        told = list(tell(*both))
    assert len(told) > 8 * rounds
    assert len(asked) == QUERIES
