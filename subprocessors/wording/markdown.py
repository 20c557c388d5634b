"""Markdown of introductions and notes as safe HTML; and any text as Markdown."""

import re

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

_TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"}
#: What may be read as markup, wherever it stands in a text; where it begins one; and what may
#: be read as a letter of HTML, also with a ";" that follows the text.
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~]|\A[-+=]|&(?=#?\w*(?:;|\Z))")
_NUMBERED = re.compile(r"\A([0-9]+)(?=[.)])")
_reader = MarkdownIt("commonmark", {"html": False}).disable(["heading", "lheading", "image"])


def render(text):
    """CommonMark as safe HTML: paragraphs, lists, quotes, code, emphasis and links.

    HTML in ``text`` is shown as it was typed. Headings are not read (a page has its own) and
    no image is (nothing is loaded from another host). Links lead to http, https and mailto
    alone.
    """
    html = nh3.clean(
        _reader.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    return mark_safe(html)  # noqa: S308 (cleaned above)


def as_plain_markdown(text):
    """``text`` in one line, with nothing in it that Markdown would read as markup."""
    text = " ".join(str(text).split())
    return _NUMBERED.sub(r"\1\\", _MARKUP.sub(r"\\\g<0>", text))
