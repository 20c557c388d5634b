"""A web page as a tree of tags, each with its line and its look, and the text of a part of it.

Text and links alone: no script, no style. Text that is struck through, deleted or hidden is
left out and noted, so that old and new words are never joined.
"""

import re
from html.parser import HTMLParser

from subprocessors.importing.reading.source_tables import SourceCell, is_web, one_line

#: The attribute by which Markdown, rendered, says the line that something stood on.
LINE = "data-line"
#: Nothing in these is text.
_SILENT = frozenset({"script", "style", "template", "noscript", "svg"})
_VOID = frozenset({"img", "input", "wbr", "meta", "link", "hr", "br", "col", "area", "source"})
LISTS = frozenset({"ul", "ol", "dl"})
#: These begin a line of their own.
BREAKS = frozenset(
    {"br", "p", "div", "li", "dt", "dd", "hr", "tr", "blockquote", "details", "summary", "section"}
    | {"article", "header", "footer", "address", "pre", *LISTS, *(f"h{n}" for n in range(1, 7))}
)
CELLS = frozenset({"td", "th"})
_BODIES = frozenset({"thead", "tbody", "tfoot"})
#: What a tag closes where its writer forgot to, up to the nearest of the tags it stands in.
_CLOSES = {
    **dict.fromkeys(CELLS, (CELLS, {"table"})),
    "tr": (CELLS | {"tr"}, {"table"}),
    **dict.fromkeys(_BODIES, (CELLS | _BODIES | {"tr", "caption"}, {"table"})),
    **dict.fromkeys(("li", "dt", "dd"), ({"li", "dt", "dd"}, {*LISTS, "table"})),
}
_MARKUP = re.compile(
    r"</?(?:a|b|br|del|div|em|i|ins|li|ol|p|s|span|strong|sub|sup|u|ul)\b|&(?:\w{2,6}|#\d+);", re.I
)
#: Tags stand no deeper; a broken page may open thousands.
_DEEPEST = 200
#: What Markdown, rendered, puts before HTML of its own: the line that it began on.
_BEGINS = re.compile(r"line (\d{1,9})\Z")
_LINE_ENDS = re.compile(r"[\r\n\f\v]+")
#: The number or sign of a footnote, and the mark of a comment.
_MARK = re.compile(r"\s*[\[(]?(?:\d{1,2}|[a-z]{1,2}\d{1,2}|[*†‡§¶#]{1,3}|[a-z])[\])]?\s*\Z", re.I)
_STRUCK = frozenset({"del", "s", "strike"})
_LINE_THROUGH = re.compile(r"line-through", re.I)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide", re.I)
#: Rules for single classes; those for narrow screens or print say nothing of what is shown.
_RULE = re.compile(r"[\s>}]([\w.,\s-]{1,300})\{([^{}]{0,2000})\}")
_CLASS = re.compile(r"\s*\w*\.([\w-]+)\s*")
_MEDIA = re.compile(r"@media[^{}]{0,300}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\})*[^{}]{0,300}\}")


class PageTag:
    """A tag: its name, attributes, line, and what is ``inside``, texts and PageTags in order.

    ``look`` is "struck", "hidden" or "", its own or that of what it stands in.
    """

    def __init__(self, name, attrs, line, look):
        self.name, self.attrs, self.line, self.look = name, attrs, line, look
        self.inside, self.is_closed = [], False

    def tags(self, names, *, beyond=frozenset()):
        """The nearest PageTags of these names within, not looking into tags ``beyond``."""
        for one in self.inside:
            if isinstance(one, PageTag) and one.name in names:
                yield one
            elif isinstance(one, PageTag) and one.name not in beyond:
                yield from one.tags(names, beyond=beyond)


class PageText:
    """The text of a PageTag: what stays, what is struck through or hidden, and the links.

    ``look`` is that of all around it, such as a row, of which nothing is left out.
    """

    def __init__(self, tag, look=""):
        self.look = look
        self.text, self.struck, self.hidden, self.links, self.pictures = [], [], [], [], []
        self._take(tag, is_mark=False, words=None)

    def _take(self, tag, *, is_mark, words):
        """Adds what is inside; ``words`` are those of the link that it stands in."""
        for one in tag.inside:
            if isinstance(one, str):
                if not (is_mark and _MARK.match(one)):
                    self._add(one, tag.look, words)
            elif one.name != "table":
                address = (one.attrs.get("href") or "").strip()
                inner = words
                if one.name == "a" and address and not address.startswith("#"):
                    inner = []
                    self.links.append((address, inner))
                elif one.name == "img" and one.attrs.get("alt"):
                    self.pictures.append(one.attrs["alt"])
                ends = "\v" if one.name in BREAKS else ""
                is_sign = is_mark or one.name == "sup" or address.startswith("#")
                self._add(ends, tag.look, words)
                self._take(one, is_mark=is_sign, words=inner)
                self._add(ends, tag.look, words)

    def _add(self, text, look, words):
        look = "" if look == self.look else look
        kept = {"hidden": self.hidden, "struck": self.struck}.get(look, self.text)
        kept.append(text)
        if words is not None and kept is self.text:
            words.append(text)

    def made(self, *, with_struck=False, across=1, down=1):
        """The SourceCell; a picture's words where there is no text."""
        text = one_line("".join(self.struck if with_struck and self.struck else self.text))
        links = [(address, one_line("".join(words))) for address, words in self.links]
        links = tuple(link for link in links if is_web(link[0]) and not (self.struck and not text))
        text = text or one_line(" ".join(self.pictures))
        return SourceCell(text, links, across=across, down=down)

    def notes(self, *, is_struck):
        """What was left out, in words."""
        for texts, how in ((self.struck, "struck through or deleted"), (self.hidden, "hidden")):
            words = one_line("".join(texts))
            if words and not (is_struck and texts is self.struck):
                yield f"holds “{words[:80]}”, {how}, which was left out"


def page_tree(text):
    """The PageTag of the whole page ``text``, in time that grows with its length."""
    return _TreeParser(text).stack[0]


def cell_of(text):
    """A text as one SourceCell; where there is markup in it, as a page shows it."""
    made = PageText(page_tree(f"<b>{text}</b>")).made() if _MARKUP.search(text) else SourceCell()
    return made if made.is_filled else SourceCell(one_line(text))


class _TreeParser(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.looks = _looks_of_classes(text) if "<style" in text.lower() else {}
        self.stack, self.silent, self.lines_ahead = [PageTag("", {}, 1, "")], 0, 0
        self.feed(_without_what_has_no_end(text))
        self.close()

    def handle_comment(self, data):
        begins = _BEGINS.match(data)
        if begins:
            self.lines_ahead = int(begins.group(1)) - self.getpos()[0]

    def handle_starttag(self, tag, attrs):
        if tag in _SILENT:
            self.silent += 1
        if self.silent:
            return
        closed, within = _CLOSES.get(tag, ((), ()))
        names = self._open_names(within) if closed else []
        forgotten = [place for place, name in enumerate(names, start=1) if name in closed]
        if forgotten:
            del self.stack[-forgotten[-1] :]
        if tag in CELLS and "tr" not in self._open_names(within):
            self._begin("tr", {})
        self._begin(tag, dict(attrs))

    def handle_startendtag(self, tag, attrs):
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def _open_names(self, within):
        """The names of the open tags, the newest first, up to one of ``within``."""
        names = []
        for one in reversed(self.stack[1:]):
            names.append(one.name)
            if one.name in within:
                break
        return names

    def _begin(self, name, attrs):
        said, above = attrs.get(LINE) or "", self.stack[-1]
        is_said = said.isascii() and said.isdigit()
        line = int(said) if is_said else self.getpos()[0] + self.lines_ahead
        own = "hidden" if "hidden" in attrs else _look(attrs.get("style") or "")
        own = own or ("struck" if name in _STRUCK else "")
        classes = (self.looks.get(one) for one in (attrs.get("class") or "").split())
        looks = (own or next(filter(None, classes), ""), above.look)
        made = PageTag(name, attrs, line, next((k for k in ("hidden", "struck") if k in looks), ""))
        above.inside.append(made)
        if name not in _VOID and len(self.stack) < _DEEPEST:
            self.stack.append(made)

    def handle_endtag(self, tag):
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif not self.silent:
            names = self._open_names({"table"})
            if tag in names:
                place = len(self.stack) - 1 - names.index(tag)
                self.stack[place].is_closed = True
                del self.stack[place:]

    def handle_data(self, data):
        if not self.silent:
            self.stack[-1].inside.append(_LINE_ENDS.sub(" ", data))


def _looks_of_classes(text):
    """What the style rules of a page make of classes: ``{class: "struck" or "hidden"}``."""
    rules = _RULE.findall(_MEDIA.sub("", text))
    return {
        found.group(1): _look(rule)
        for names, rule in rules
        if _look(rule)
        for found in map(_CLASS.fullmatch, names.split(","))
        if found
    }


def _look(rule):
    """ "hidden", "struck" or "", by the text of a style."""
    if _NOT_SHOWN.search(rule):
        return "hidden"
    return "struck" if _LINE_THROUGH.search(rule) else ""


def _without_what_has_no_end(text):
    """``text`` without what the library would look for again and again, or break on.

    That is what follows the last tag, a comment without an end, and sections that are none in
    HTML ("<![if").
    """
    text = text[: text.rfind(">") + 1].replace("<![", "<! [")
    unclosed = text.find("<!--", text.rfind("-->") + 1)
    return text if unclosed < 0 else text[:unclosed]
