"""Tables of a web page, or of cells pasted from one: text and links alone, no script, no style."""

import re
from html.parser import HTMLParser

from subprocessors.importing.reading.cells import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Reading,
    Table,
    check_size,
    one_line,
)
from subprocessors.importing.reading.spans import MadeCell, MadeRow, MadeTable, resolved

#: The attribute by which Markdown, rendered, says the line that something stood on.
LINE = "data-line"
#: Nothing in these is text.
_SILENT = frozenset({"script", "style", "template", "noscript", "svg"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "summary"})
_BOLD = frozenset({"b", "strong"})
_LONGEST = 100
_LINE_ENDS = re.compile(r"[\r\n\f\v]+")
#: What Markdown, rendered, puts before HTML of its own: the line that it began on.
_BEGINS = re.compile(r"line (\d{1,9})\Z")
_BREAKS = frozenset({"br", "p", "div", "li", "ul", "ol", "dt", "dd", "hr", "tr", "blockquote"})


def read_page(text):
    """Every table of the page as a Table, each under the heading or caption nearest above it.

    Where headings do not tell the tables apart, a line all in bold above one is its heading.
    Cells that reach over several rows stand in each of them. One that reaches over the whole
    width is a heading; one over some columns is a fault of its row. Tables within cells are
    tables of their own.
    """
    page = _parsed(text)
    reading = Reading("HTML")
    if len({made.heading for made in page.tables}) < 2:
        for made in page.tables:
            made.heading = made.bold or made.heading
    for made in page.tables:
        table = Table(made.line, made.heading, resolved(made))
        reading.tables.append(table)
    if page.cut_off:
        reading.problems.append(
            f"line {page.cut_off}: the table that begins here has no end. Is the file whole?"
        )
    return reading


def cell_of(markup):
    """A fragment of HTML as one Cell."""
    page = _parsed(f"<table><tr><td>{markup}</td></tr></table>")
    made = page.tables[0].rows[0].cells if page.tables and page.tables[0].rows else []
    return made[0].cell() if made else Cell()


def _parsed(text):
    """The page, read to its last tag in time that grows with its length.

    What the library would look for again and again, and what it would break on, is put
    aside first: a comment without an end, and sections that are none in HTML ("<![if").
    """
    text = text[: text.rfind(">") + 1].replace("<![", "<! [")
    unclosed = text.find("<!--", text.rfind("-->") + 1)
    page = _Page()
    page.feed(text if unclosed < 0 else text[:unclosed])
    page.close()
    page.finish()
    return page


class _Paragraph:
    """The text between two breaks outside tables, what is bold of it apart."""

    def __init__(self):
        self.bold, self.plain = [], []

    def heading(self):
        """The text where all of it is bold and short, else ""."""
        text = one_line("".join(self.bold)).rstrip(": ")
        return text if len(text) <= _LONGEST and not "".join(self.plain).strip(" :\n\t") else ""


class _Page(HTMLParser):
    """Takes tags as they come, closed or not, as pages and clipboards have them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tables, self.open = [], []
        self.heading, self.collected, self.silent = "", None, 0
        self.cut_off = self.lines_ahead = 0
        self.bold, self.paragraph, self.is_bold = "", _Paragraph(), 0

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
            self.tables.append(MadeTable(self._line(attrs), self.heading, self.bold))
            self.open.append(self.tables[-1])
        elif self.open:
            self._in_table(self.open[-1], tag, attrs)
        elif tag in _BOLD:
            self.is_bold += 1
        elif tag in _BREAKS:
            self._end_paragraph()

    def handle_startendtag(self, tag, attrs):
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def _in_table(self, table, tag, attrs):
        if tag == "tr":
            table.cell = None
            check_size(len(table.rows), 0, name=f"the table at line {table.line}")
            table.rows.append(MadeRow(self._line(attrs)))
        elif tag in ("td", "th"):
            if not table.rows:
                table.rows.append(MadeRow(self._line(attrs)))
            table.cell = MadeCell(
                is_head=tag == "th",
                across=_count(attrs.get("colspan"), MOST_COLUMNS),
                down=_count(attrs.get("rowspan"), MOST_ROWS, zero=MOST_ROWS),
            )
            table.rows[-1].cells.append(table.cell)
        elif table.cell is not None:
            if tag in _BREAKS:
                table.cell.text.append("\v")
            elif tag == "a" and attrs.get("href"):
                table.cell.links.append((attrs["href"].strip(), []))
            elif tag == "img" and attrs.get("alt"):
                table.cell.pictures.append(attrs["alt"])

    def handle_endtag(self, tag):
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.silent:
            return
        elif tag in _HEADINGS and self.collected is not None:
            heading, self.collected = one_line("".join(self.collected)), None
            if tag == "caption" and self.open:
                self.open[-1].heading = heading or self.open[-1].heading
            elif heading:
                self.heading, self.bold, self.paragraph = heading, "", _Paragraph()
        elif tag == "table" and self.open:
            self.open.pop().is_closed = True
        elif self.open and self.open[-1].cell is not None:
            if tag in ("td", "th", "tr"):
                self.open[-1].cell = None
            elif tag in _BREAKS:
                self.open[-1].cell.text.append("\v")
        elif tag in _BOLD:
            self.is_bold = max(0, self.is_bold - 1)
        elif tag in _BREAKS and not self.open:
            self._end_paragraph()

    def _end_paragraph(self):
        self.bold = self.paragraph.heading() or self.bold
        self.paragraph, self.is_bold = _Paragraph(), 0

    def handle_data(self, data):
        if self.silent:
            return
        if self.collected is not None:
            self.collected.append(data)
        elif self.open and self.open[-1].cell is not None:
            cell = self.open[-1].cell
            words = _LINE_ENDS.sub(" ", data)
            cell.text.append(words)
            if cell.links:
                cell.links[-1][1].append(words)
        elif not self.open:
            (self.paragraph.bold if self.is_bold else self.paragraph.plain).append(data)

    def finish(self):
        """Notes a table that was never closed."""
        self.cut_off = next((table.line for table in self.tables if not table.is_closed), 0)

    def _line(self, attrs):
        said = attrs.get(LINE) or ""
        return (
            int(said) if said.isascii() and said.isdigit() else self.getpos()[0] + self.lines_ahead
        )


def _count(text, most, *, zero=1):
    """A colspan or rowspan as HTML reads it: from 1 to ``most``; a rowspan of 0 goes to the end."""
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit()):
        return 1
    return min(int(digits[:6]), most) or zero
