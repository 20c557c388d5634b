"""The list, the log and a version as Markdown: they say what the pages say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from subprocessors.wording.markdown import as_plain_markdown

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
