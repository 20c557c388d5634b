"""Markdown of introductions and notes, as HTML that is safe to show."""

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

_TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"}
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
