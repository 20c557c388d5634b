"""Tables of a web page, or of cells pasted from one, and what stands beside them.

Text and links alone: no script, no style. Text that is struck through, deleted or hidden is
left out of its cell and noted, so that old and new words are never joined.
"""

import re
from html.parser import HTMLParser

from subprocessors.importing.reading.grids import with_headings
from subprocessors.importing.reading.open_tables import (
    OpenCell,
    OpenTable,
    look_of,
    looks_of_classes,
)
from subprocessors.importing.reading.source_tables import (
    SourceFile,
    SourceTable,
    check_size,
    counted,
    one_line,
)
from subprocessors.importing.reading.spans import laid_out

#: The attribute by which Markdown, rendered, says the line that something stood on.
LINE = "data-line"
#: Nothing in these is text.
_SILENT = frozenset({"script", "style", "template", "noscript", "svg"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "summary"})
_BOLD = frozenset({"b", "strong"})
_VOID = frozenset({"img", "input", "wbr", "meta", "link", "hr", "br", "col", "area", "source"})
#: Lists in these lead elsewhere.
_ELSEWHERE = frozenset({"nav", "header", "footer", "aside", "menu"})
_LISTS = frozenset({"ul", "ol", "dl"})
_BODIES = frozenset({"thead", "tbody", "tfoot"})
_BREAKS = frozenset({"br", "p", "div", "li", "ul", "ol", "dt", "dd", "hr", "tr", "blockquote"})
_LONGEST = 100
_LINE_ENDS = re.compile(r"[\r\n\f\v]+")
#: What Markdown, rendered, puts before HTML of its own: the line that it began on.
_BEGINS = re.compile(r"line (\d{1,9})\Z")
_FOOTNOTE = re.compile(r"(?:[*†‡§¶¹²³⁴⁵]+|\(\d\)|\[\d\])\s*\S")
_MOST_BESIDE = 12


def read_web_page(text, *, name):
    """Every table of the page, each under the heading or caption nearest above it.

    Where headings do not tell the tables apart, a line all in bold above one is its heading.
    Tables within cells are tables of their own. Lists and footnotes beside them are named.
    """
    page = _PageParser(text)
    source = SourceFile("a web page")
    if len({made.heading for made in page.tables}) < 2:
        for made in page.tables:
            made.heading = made.bold or made.heading
    for made in page.tables:
        rows = with_headings(laid_out([row.spanning() for row in made.rows]))
        source.tables.append(SourceTable(made.heading, rows))
        if not made.is_closed:
            source.problems.append(
                f"line {made.line}: the table that begins here has no end. Is the file whole?"
            )
    _say_beside(page, source)
    return source


def _say_beside(page, source):
    lists = [found for found in page.lists if found[1]]
    if lists and not any(table.rows for table in source.tables):
        line, items, _heading = max(lists, key=lambda found: found[1])
        source.problems.append(
            f"There is no table in it, but a list of {counted(items, 'item')} (line {line}). Make a"
            " table of it, a row for each sub-processor, below a row of headings such as Name,"
            " Purpose, Location."
        )
        return
    for line, items, heading in lists[:_MOST_BESIDE]:
        below = f" below “{heading}”" if heading else ""
        source.remarks.append(
            f"line {line}: a list of {counted(items, 'item')}{below} stands beside the table and"
            " was not read."
        )
    if len(lists) > _MOST_BESIDE:
        source.remarks.append(f"{len(lists) - _MOST_BESIDE} more lists were not read.")
    for line, words in page.footnotes:
        source.remarks.append(f"line {line}: the footnote “{words[:200]}” was not taken.")


def cell_of(markup):
    """A fragment of HTML as one SourceCell."""
    page = _PageParser(f"<table><tr><td>{markup}</td></tr></table>")
    made = page.tables[0].rows[0].cells if page.tables and page.tables[0].rows else []
    return (made[0] if made else OpenCell()).made()


def _without_what_has_no_end(text):
    """``text`` without what the library would look for again and again, or break on.

    That is what follows the last tag, a comment without an end, and sections that are none in
    HTML ("<![if"); so the page is read in time that grows with its length.
    """
    text = text[: text.rfind(">") + 1].replace("<![", "<! [")
    unclosed = text.find("<!--", text.rfind("-->") + 1)
    return text if unclosed < 0 else text[:unclosed]


class _Paragraph:
    """A line outside tables: its words in bold, and the others."""

    def __init__(self, line=0):
        self.bold, self.plain, self.line, self.is_footnote = [], [], line, False

    def heading(self):
        """The line, where all of it is in bold; "" for any other."""
        text = one_line("".join(self.bold)).rstrip(": ")
        is_all = not one_line("".join(self.plain)).strip(" :")
        return text if is_all and 0 < len(text) <= _LONGEST else ""

    def text(self):
        """All of it."""
        return one_line("".join(self.bold + self.plain))


class _PageParser(HTMLParser):
    """Collects ``tables``, ``lists`` as [line, items, heading], ``footnotes`` as (line, words)."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tables, self.open, self.lists, self.footnotes = [], [], [], []
        self.heading, self.bold, self.collected = "", "", None
        self.paragraph, self.is_bold = _Paragraph(), 0
        self.silent = self.elsewhere = self.lines_ahead = self.list_depth = 0
        self.looks = looks_of_classes(text)
        self.feed(_without_what_has_no_end(text))
        self.close()
        self._end_paragraph()

    def handle_comment(self, data):
        begins = _BEGINS.match(data)
        if begins:
            self.lines_ahead = int(begins.group(1)) - self.getpos()[0]

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in _SILENT:
            self.silent += 1
        if self.silent:
            return
        if tag in _HEADINGS:
            self.collected = []
        elif tag == "table":
            self._end_paragraph()
            is_hidden = self._look(attrs) == "hidden"
            table = OpenTable(self._line(attrs), self.heading, self.bold, is_hidden=is_hidden)
            self.tables.append(table)
            self.open.append(table)
        elif self.open:
            self._begin_in_table(self.open[-1], tag, attrs)
        else:
            self._begin_outside(tag, attrs)

    def handle_startendtag(self, tag, attrs):
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def _begin_in_table(self, table, tag, attrs):
        if tag in _BODIES:
            table.cell, table.in_head = None, tag == "thead"
        elif tag == "tr":
            check_size(len(table.rows), 0, name=f"the table at line {table.line}")
            table.begin_row(self._line(attrs), self._look(attrs))
        elif tag in ("td", "th"):
            table.begin_cell(self._line(attrs), tag, attrs, self._look(attrs))
        elif table.cell is not None:
            if tag in _BREAKS:
                table.cell.add("\v")
            table.cell.begin(tag, attrs, self._look(attrs))
            if tag in _VOID:
                table.cell.end(tag)

    def _begin_outside(self, tag, attrs):
        if tag in _ELSEWHERE:
            self.elsewhere += 1
        elif tag in ("li", "dt") and self.list_depth == 1 and not self.elsewhere:
            self.lists[-1][1] += 1
        elif tag in _BOLD:
            self.is_bold += 1
        elif tag == "sup" and not self.paragraph.text():
            self.paragraph.is_footnote = True
        if tag in _LISTS:
            self.list_depth += 1
            if self.list_depth == 1:
                self.lists.append([self._line(attrs), 0, self.heading])
        if tag in _BREAKS:
            self._end_paragraph()
            self.paragraph.line = self._line(attrs) if attrs.get(LINE) else 0

    def handle_endtag(self, tag):
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.silent:
            return
        elif tag in _HEADINGS and self.collected is not None:
            self._end_heading(tag)
        elif tag == "table" and self.open:
            self.open.pop().is_closed = True
        elif self.open:
            self._end_in_table(self.open[-1], tag)
        else:
            self._end_outside(tag)

    def _end_heading(self, tag):
        heading, self.collected = one_line("".join(self.collected)), None
        if tag == "caption" and self.open:
            self.open[-1].heading = heading or self.open[-1].heading
        elif heading:
            self._end_paragraph()
            self.heading, self.bold = heading, ""

    @staticmethod
    def _end_in_table(table, tag):
        if tag in ("td", "th", "tr", *_BODIES):
            table.cell = None
            table.in_head = table.in_head and tag not in _BODIES
        elif table.cell is not None:
            if tag in _BREAKS:
                table.cell.add("\v")
            table.cell.end(tag)

    def _end_outside(self, tag):
        if tag in _ELSEWHERE:
            self.elsewhere = max(0, self.elsewhere - 1)
        elif tag in _BOLD:
            self.is_bold = max(0, self.is_bold - 1)
        if tag in _LISTS:
            self.list_depth = max(0, self.list_depth - 1)
        if tag in _BREAKS:
            self._end_paragraph()

    def _end_paragraph(self):
        text = self.paragraph.text()
        is_footnote = self.paragraph.is_footnote or _FOOTNOTE.match(text)
        if text and is_footnote and not self.elsewhere:
            self.footnotes.append((self.paragraph.line, text))
        self.bold = self.paragraph.heading() or self.bold
        self.paragraph, self.is_bold = _Paragraph(), 0

    def handle_data(self, data):
        if self.silent:
            return
        if self.collected is not None:
            self.collected.append(data)
        elif self.open and self.open[-1].cell is not None:
            self.open[-1].cell.add(_LINE_ENDS.sub(" ", data))
        elif not self.open:
            if not self.paragraph.line and data.strip():
                self.paragraph.line = self._line({})
            (self.paragraph.bold if self.is_bold else self.paragraph.plain).append(data)

    def _look(self, attrs):
        """ "struck", "hidden" or "" of a tag, by its own style or the rules of its classes."""
        own = "hidden" if "hidden" in attrs else look_of(attrs.get("style") or "")
        names = (attrs.get("class") or "").split()
        return own or next(filter(None, (self.looks.get(name, "") for name in names)), "")

    def _line(self, attrs):
        said = attrs.get(LINE) or ""
        return (
            int(said) if said.isascii() and said.isdigit() else self.getpos()[0] + self.lines_ahead
        )
