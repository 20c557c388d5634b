"""The list, the log and a version as Markdown: they say what the pages say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from subprocessors.models.register import Subprocessor
from subprocessors.publishing import Decisions, ShortNotice, publish
from subprocessors.publishing.redacting import redact
from subprocessors.wording.markdown import as_plain_markdown
from tests.publications import a_row, publish_rows, services
from tests.stories import TOLD_AT, add_row, at, edit_row, make_portal

_reader = MarkdownIt().enable(["table", "strikethrough"])
MARKUP = "\\`*_[]<>#|~&;-+=().!\"':/@0123 \n\tampltx"
TEXTS = st.text(st.sampled_from(MARKUP)) | st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
)


def read(source):
    """What a reader of CommonMark, with GitHub's tables, sees of a block that holds text alone."""
    blocks = [one for one in _reader.parse(source) if one.type == "inline"]
    parts = [part for block in blocks for part in block.children]
    assert {part.type for part in parts} <= {"text"}
    return "".join(part.content for part in parts)


# What is no markup


@pytest.mark.parametrize("before", ["", "- ", "### ", "- Name: "])
@given(text=TEXTS)
def test_any_text_is_read_as_it_was_written(before, text):
    shown = read(before + as_plain_markdown(text))
    assert shown == f"{before.lstrip('#- ')}{' '.join(text.split())}".strip()


@pytest.mark.parametrize("text", ["&lt;b&gt;", "1. Hosting", "2) Mail", "AT&amp;T", "&#42;", "&lt"])
def test_what_looks_like_a_list_or_a_letter_of_html_stays_what_it_is(text):
    assert read(f"- {as_plain_markdown(text)}") == text
    assert read(f"- was {as_plain_markdown(text)}; is now x") == f"was {text}; is now x"


# The list


@pytest.fixture
def told(db, client, time_machine):
    """Acme goes to Ireland on 4 December 2026, told on 2 November; that is today."""
    time_machine.move_to(TOLD_AT)
    make_portal(notice_days=30)
    add_row("Acme", places=["US"], effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    edit_row(Subprocessor.objects.get(), places=["IE"])
    publish(decisions=Decisions(days={("acme", "material"): "2026-12-04"}))
    return client


def said_of(client, name, address="/subprocessors.md"):
    """The lines below the heading that begins with ``name``."""
    sections = client.get(address).text.split("\n#")
    [section] = [one for one in sections if one.lstrip("# ").startswith(name)]
    return section.replace("\\", "").splitlines()[2:]


def test_what_is_announced_starts_and_is_not_in_use_since_a_day_to_come(told):
    add_row("Bolt", effective_on="2026-12-15")
    publish()
    said = said_of(told, "Bolt")
    assert "- Starts 15 December 2026" in said
    assert not [line for line in said if "In use since" in line]
    assert "- In use since: 1 January 2024" in said_of(told, "Acme")


def test_nothing_is_said_of_services_where_the_company_names_none(client, db):
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    assert "Services" not in client.get("/subprocessors.md").text


def test_where_the_company_names_services_no_service_means_all(client, db):
    rows = [a_row("acme"), a_row("bolt", services=["chat"])]
    vocabulary = services(chat="Chat", mail="Mail")
    publish_rows(rows, number=1, published_at="2026-11-02", kind="opening", vocabulary=vocabulary)
    assert "- Services: All services" in said_of(client, "Acme")
    assert "- Services: Chat" in said_of(client, "Bolt")


OBJECT_BY = "Object by 3 December 2026, 24:00 CET, by mail to privacy@example.com"
SHORT = "Short notice: urgent replacement. Beta stopped working."


def put_bolt_into_use_at_short_notice():
    add_row("Bolt", effective_on="2026-11-03", places=["IE"])
    notice = ShortNotice("urgent_replacement", "Beta stopped working.")
    publish(decisions=Decisions(short_notices={("bolt", "material"): notice}))


def test_the_list_says_until_when_one_may_object_and_why_a_notice_is_short(told, time_machine):
    put_bolt_into_use_at_short_notice()
    for day in ("2026-11-02", "2026-11-10"):
        time_machine.move_to(at(day))
        assert f"- {SHORT}" in said_of(told, "Bolt")
        assert [line for line in said_of(told, "Acme") if line.startswith(f"- {OBJECT_BY}, in ")]
    time_machine.move_to(at("2027-03-01"))
    assert "Object by" not in told.get("/subprocessors.md").text


def test_the_list_says_that_a_row_was_redacted(told):
    row = add_row("Jane Doe Consulting", effective_on="2026-12-15")
    publish()
    row.delete()
    redact("Jane Doe", instead="JD", why="Erasure, Art. 17 GDPR", by="ada", at=at("2026-11-03"))
    text = told.get("/subprocessors.md?on=2026-11-02").text
    assert "One row of this version was redacted on 3 November 2026: Erasure, Art. 17 GDPR" in text
