"""Tests of how rows become a table."""

from subprocessors.presenting.questions import Question
from subprocessors.presenting.tables import ended_table, live_table
from tests.publications import a_row, categories, listed, services

EVERYTHING = Question()


def labels(table):
    return [column.label for column in table.columns]


def names(table):
    return [(group.label, [line.name for line in group.lines]) for group in table.groups]


def test_nature_of_processing_is_always_there_and_empty_columns_are_not():
    assert labels(live_table(listed([a_row("acme")]), EVERYTHING)) == ["Nature of processing"]


def test_a_column_appears_as_soon_as_a_fifth_of_the_rows_fills_it():
    empty = [a_row(f"row-{number}") for number in range(4)]
    filled = a_row("acme", places=["DE"])
    assert labels(live_table(listed([*empty, filled]), EVERYTHING)) == [
        "Nature of processing",
        "Where",
    ]
    one_too_many = listed([*empty, filled, a_row("bolt")])
    assert labels(live_table(one_too_many, EVERYTHING)) == ["Nature of processing"]
    ended = [a_row(f"row-{number}", ended_on="2026-01-31") for number in range(5)]
    gone = listed([*ended, a_row("acme", places=["DE"], ended_on="2026-01-31")])
    assert labels(ended_table(gone, EVERYTHING)) == ["Nature of processing", "Last day"]


def test_who_names_no_service_says_all_once_any_row_is_limited():
    labelled = {"vocabulary": services(chat="Chat")}
    for limited in ({"services": ["chat"]}, {"products": "Desk"}):
        listing = listed([a_row("acme"), a_row("bolt", **limited)], **labelled)
        table = live_table(listing, EVERYTHING)
        assert labels(table) == ["Nature of processing", "Products"]
        [group] = table.groups
        assert group.lines[0].cells[1].words == "All"
    nobody_is = listed([a_row("acme"), a_row("bolt")], **labelled)
    assert labels(live_table(nobody_is, EVERYTHING)) == ["Nature of processing"]


def test_every_row_of_a_column_may_be_the_one_that_fills_it():
    listing = listed(
        [
            a_row("acme", places=["DE"]),
            a_row("bolt", data_categories="Name", effective_on="2020-01-01"),
            a_row("crab", products="Desk"),
        ]
    )
    assert labels(live_table(listing, EVERYTHING)) == [
        "Nature of processing",
        "Where",
        "Data",
        "Products",
        "In use since",
    ]


def test_a_start_to_come_is_no_day_of_use():
    listing = listed([a_row("acme"), a_row("bolt", effective_on="2027-01-01")])
    assert labels(live_table(listing, EVERYTHING)) == ["Nature of processing"]


def test_a_search_moves_no_column():
    listing = listed([a_row("acme", places=["DE"]), a_row("bolt")])
    table = live_table(listing, Question.of({"q": "bolt"}, listing))
    assert labels(table) == ["Nature of processing", "Where"]
    assert names(table) == [("", ["Bolt"])]


def test_without_categories_rows_stand_by_name_under_no_heading():
    listing = listed([a_row("crab"), a_row("acme"), a_row("bolt", effective_on="2027-01-01")])
    assert names(live_table(listing, EVERYTHING)) == [("", ["Acme", "Bolt", "Crab"])]


def test_categories_come_in_the_order_of_legal_and_the_rest_last():
    listing = listed(
        [a_row("acme", category="ai"), a_row("bolt", category="core"), a_row("crab")],
        vocabulary=categories(core="Core", ai="AI features", idle="Unused"),
    )
    assert names(live_table(listing, EVERYTHING)) == [
        ("Core", ["Bolt"]),
        ("AI features", ["Acme"]),
        ("Other", ["Crab"]),
    ]


def test_words_of_legal_stand_before_codes_and_slugs():
    listing = listed(
        [
            a_row("acme", places=["DE"], processing_location="EU (Frankfurt)", services=["chat"]),
            a_row("bolt", places=["DE", "FR", "IE", "US"], products="Desk", services=["chat"]),
        ],
        vocabulary=services(chat="Chat"),
    )
    (group,) = live_table(listing, EVERYTHING).groups
    cells = [[cell.words for cell in line.cells] for line in group.lines]
    assert cells == [
        ["", "EU (Frankfurt)", "Chat"],
        ["", "France, Germany, Ireland and United States", "Desk"],
    ]


def test_withdrawn_rows_stand_in_no_table():
    listing = listed([a_row("acme", withdrawn_on="2026-01-01")])
    assert live_table(listing, EVERYTHING).count == 0
    assert ended_table(listing, EVERYTHING).count == 0


def test_ended_rows_stand_apart_with_their_last_day_the_latest_first():
    listing = listed(
        [
            a_row("acme", ended_on="2020-01-31", effective_on="2019-01-01"),
            a_row("bolt", ended_on="2026-01-31"),
        ]
    )
    table = ended_table(listing, EVERYTHING)
    assert live_table(listing, EVERYTHING).count == 0
    assert labels(table) == ["Nature of processing", "Last day"]
    assert names(table) == [("", ["Bolt", "Acme"])]
