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


def test_a_last_day_is_said_once(client, db, time_machine):
    time_machine.move_to(at("2026-11-02"))
    rows = [a_row("acme", ended_on="2026-12-31"), a_row("bolt", ended_on="2026-10-31")]
    publish_rows(rows, number=1, published_at="2026-11-02", kind="opening")
    for name, said in (
        ("Acme", "Last day 31 December 2026"),
        ("Bolt", "Last day: 31 October 2026"),
    ):
        assert [line for line in said_of(client, name) if "Last day" in line] == [f"- {said}"]


def test_list_and_log_each_lead_to_their_own_page(client, db):
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    for address, page in (("/subprocessors.md", "/subprocessors/"), ("/changes.md", "/changes/")):
        head = client.get(address).text.partition("\n## ")[0]
        assert f"- Page: https://trust.example.com{page}\n" in head


def test_the_list_of_a_day_leads_to_the_page_of_that_day_and_says_who_corrected_it(client, db):
    source = {"by": "Example *GmbH*", "file": "list.json"}
    stated = {"kind": "imported", "source": source}
    publish_rows([a_row("acme")], number=1, published_at="2024-09-06", **stated)
    fixed = {"kind": "correction", "corrects": 1}
    publish_rows([a_row("bolt")], number=2, published_at="2026-10-06", **fixed)
    of_day = client.get("/subprocessors.md", {"on": "2025-01-01"}).text.splitlines()
    assert "- As of: 1 January 2025" in of_day
    assert "- Page: https://trust.example.com/subprocessors/on/2025-01-01/" in of_day
    assert r"- From before this portal, as stated by Example \*GmbH\*" in of_day
    corrected = "This version was corrected later, by version 2"
    assert f"- {corrected}: https://trust.example.com/changes/2/" in of_day
    now = client.get("/subprocessors.md").text
    assert "- Page: https://trust.example.com/subprocessors/\n" in now
    assert "corrected later" not in now
    assert "From before" not in now


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


# The log, and one version


def test_an_entry_says_why_a_notice_is_short_what_it_concerns_and_from_when(told):
    put_bolt_into_use_at_short_notice()
    for address in ("/changes.md", "/changes/3.md"):
        said = said_of(told, "Version 3", address)
        assert "- Announced: Bolt starts on 3 November 2026." in said
        assert f"  - {SHORT}" in said
        assert "- Takes effect: 3 November 2026" in said
        assert "- Object by 3 December 2026, 24:00 CET, by mail to privacy@example.com" in said


def test_an_entry_says_which_version_it_corrects_and_each_reason_once(told):
    publish(decisions=Decisions(dropped=frozenset({("acme", "places")})), at=at("2026-11-02", 9))
    edit_row(Subprocessor.objects.get(), places=["CA"])
    why = "It was Canada all along."
    publish(decisions=Decisions(corrects=1, reason=why), at=at("2026-11-02", 10))
    said = said_of(told, "Version 4", "/changes/4.md")
    assert "- Corrects version 1" in said
    assert f"- Reason: {why}" in said
    assert "  - Short notice: stated wrongly." in said
    assert "\n".join(said).count(why) == 1
    assert "- Corrected by version 4" in said_of(told, "Version 1", "/changes.md")


def test_an_entry_marks_wording_and_says_why_it_is_no_more(told):
    edit_row(Subprocessor.objects.get(), legal_name="Acme Inc.", notes="Night shift")
    publish()
    edit_row(Subprocessor.objects.get(), legal_name="Acme, Inc.")
    key = ("acme", "material")
    decisions = Decisions(material={key: False}, reasons={key: "A comma was missing."})
    publish(decisions=decisions)
    said = said_of(told, "Version 4", "/changes/4.md")
    assert "- Reworded (Wording): For Acme, only the wording of the legal name changed." in said
    assert "  - Reason: A comma was missing." in said
    assert "  - Legal name: was Acme Inc.; is now Acme, Inc." in said


def test_an_entry_says_what_was_announced_and_will_not_come(told):
    publish(decisions=Decisions(moved={("acme", "places"): "2027-01-15"}))
    said = said_of(told, "Version 3", "/changes/3.md")
    assert (
        "  - Places of processing: until then United States; announced for 4 December 2026"
        " Ireland; from 15 January 2027 Ireland"
    ) in said


def test_an_entry_says_what_is_stated_for_the_first_time_in_as_many_words(told):
    edit_row(Subprocessor.objects.get(), notes="Night shift")
    publish()
    said = said_of(told, "Version 3", "/changes/3.md")
    assert "  - Notes: Night shift (not stated before)" in said


def test_an_entry_says_what_was_redacted_when_and_why(told):
    add_row("Jane Doe Consulting", effective_on="2026-12-15")
    publish()
    redact("Jane Doe", instead="JD", why="Erasure, Art. 17 GDPR", by="ada", at=at("2026-11-03"))
    said = "\n".join(said_of(told, "Version 3", "/changes.md"))
    assert "This change was redacted." in said
    assert "parts were redacted, last on 3 November 2026: Erasure, Art. 17 GDPR" in said


def test_a_review_says_that_nothing_changed(client, db):
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    publish_rows([a_row("acme")], number=2, published_at="2026-11-03", kind="review")
    assert "- Nothing changed. The list was checked and is correct." in said_of(
        client, "Version 2", "/changes.md"
    )


def test_an_import_says_as_stated_by_whom_and_from_what_source(client, db):
    source = {"by": "Example *Cloud*", "file": "list.md"}
    options = {"kind": "imported", "source": source}
    publish_rows([a_row("acme")], number=1, published_at="2024-11-02", **options)
    rows = [a_row("acme"), a_row("bolt")]
    publish_rows(rows, number=2, published_at="2025-11-02", **options)
    said = said_of(client, "Version 2", "/changes.md")
    assert "- From before this portal, as stated by Example *Cloud*" in said
    assert "- Source: list.md" in said
    assert "as stated by" not in "\n".join(said_of(client, "Version 1", "/changes.md")[1:])


def test_an_entry_says_which_services_it_concerns(client, db):
    vocabulary = services(chat="Chat", mail="Mail")
    rows = [a_row("acme", services=["chat"])]
    publish_rows(rows, number=1, published_at="2026-11-02", kind="opening", vocabulary=vocabulary)
    rows = [a_row("acme", services=["chat"], purpose="Hosting")]
    publish_rows(rows, number=2, published_at="2026-11-03", vocabulary=vocabulary)
    assert "- Concerns: Chat" in said_of(client, "Version 2", "/changes.md")


def test_an_end_says_its_last_day_and_many_changes_what_they_come_to(client, db):
    rows = [a_row(f"row-{at}") for at in range(6)]
    publish_rows(rows, number=1, published_at="2026-11-02", kind="opening")
    rows = [a_row(f"row-{at}", ended_on="2026-12-31") for at in range(6)]
    publish_rows(rows, number=2, published_at="2026-11-03")
    said = said_of(client, "Version 2", "/changes.md")
    assert "- 6 changes: 6 end" in said
    assert "- Last day: 31 December 2026" in said


def test_the_log_says_how_many_more_changes_a_version_has_and_the_version_tells_them(client, db):
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    rows = [a_row("acme"), *(a_row(f"row-{at}") for at in range(22))]
    publish_rows(rows, number=2, published_at="2026-11-03")
    assert "- 2 more changes" in said_of(client, "Version 2", "/changes.md")
    assert "more change" not in client.get("/changes/2.md").text


def test_what_is_listed_after_its_end_takes_no_effect_any_more(client, db):
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02", kind="opening")
    rows = [a_row("acme"), a_row("bolt", ended_on="2026-11-02")]
    publish_rows(rows, number=2, published_at="2026-11-03")
    said = said_of(client, "Version 2", "/changes.md")
    assert "- Last day: 2 November 2026" in said
    assert not [line for line in said if line.startswith("- Takes effect")]
