"""Tables of a web page, or of cells pasted from one, and what stands beside them."""

import re
from dataclasses import replace

from subprocessors.importing.reading.grids import laid_out, with_headings
from subprocessors.importing.reading.markup import BREAKS, CELLS, LISTS, PageText, page_tree
from subprocessors.importing.reading.source_tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    SourceCell,
    SourceFile,
    SourceRow,
    SourceTable,
    check_size,
    counted,
    one_line,
)

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "summary"})
_BOLD = frozenset({"b", "strong"})
#: Lists in these lead elsewhere.
_ELSEWHERE = frozenset({"nav", "header", "footer", "aside", "menu"})
_ITEMS = frozenset({"li", "dt"})
_LONGEST = 100
_FOOTNOTE = re.compile(r"(?:[*†‡§¶¹²³⁴⁵]+|\(\d\)|\[\d\])\s*\S")
_MOST_BESIDE = 12
#: What stands between a name with its link and the words on it.
_SEPARATOR = re.compile(r"\s*[.:,;\u2013\u2014-]\s+(?=\S)|;\s*")
#: With its question mark a heading is likely, never certain.
_LIST_HEADINGS = ("Name?", "Website?", "Purpose?")


def read_web_page(text, *, name):
    """Every table of the page, each under the heading or caption nearest above it.

    Where headings do not tell the tables apart, a line all in bold above one is its heading.
    Tables within cells are tables of their own. On a page without tables, lists whose every
    item is a link and words on it are tables; other lists and footnotes are named.
    """
    page = _Page(page_tree(text), name)
    source = SourceFile("a web page")
    is_bold = len({heading for _tag, heading, _bold, _rows in page.tables}) < 2
    for tag, heading, bold, rows in page.tables:
        title = (bold if is_bold else "") or heading
        source.tables.append(SourceTable(title, with_headings(laid_out(rows))))
        if not tag.is_closed:
            source.problems.append(
                f"line {tag.line}: the table that begins here has no end. Is the file whole?"
            )
    if not any(table.rows for table in source.tables):
        page.lists = [one for one in page.lists if not _is_taken(*one, source)]
    _say_beside(page, source)
    return source


def _is_taken(tag, items, heading, source):
    """Whether every item of a list is a link and words on it; then it is one more table."""
    rows = [_row_of_item(item) for item in items]
    if len(rows) < 2 or not all(rows):
        return False
    cells = tuple(map(SourceCell, _LIST_HEADINGS))
    head = SourceRow(f"list in line {tag.line}", cells, is_heading=True)
    source.tables.append(SourceTable(heading, [head, *rows]))
    return True


def _row_of_item(item):
    text = PageText(item)
    cell = text.made()
    address, words = cell.links[0] if cell.links else ("", "")
    rest = cell.text.removeprefix(words)
    parted = _SEPARATOR.match(rest)
    if not words or rest == cell.text or parted is None or any(item.tags(LISTS)):
        return None
    link = SourceCell(address, ((address, address),))
    purpose = replace(cell, text=rest[parted.end() :], links=cell.links[1:])
    cells = (SourceCell(words), link, purpose)
    return SourceRow(f"item in line {item.line}", cells, notes=tuple(text.notes(is_struck=False)))


def _say_beside(page, source):
    if page.lists and not any(table.rows for table in source.tables):
        tag, items, _heading = max(page.lists, key=lambda found: len(found[1]))
        source.problems.append(
            f"There is no table in it, but a list of {counted(len(items), 'item')} (line"
            f" {tag.line}). Make a table of it, a row for each sub-processor, below a row of"
            " headings such as Name, Purpose, Location."
        )
        return
    for tag, items, heading in page.lists[:_MOST_BESIDE]:
        below = f" below “{heading}”" if heading else ""
        source.remarks.append(
            f"line {tag.line}: a list of {counted(len(items), 'item')}{below} stands beside the"
            " table and was not read."
        )
    if len(page.lists) > _MOST_BESIDE:
        source.remarks.append(f"{len(page.lists) - _MOST_BESIDE} more lists were not read.")
    for line, words in page.footnotes:
        source.remarks.append(f"line {line}: the footnote “{words[:200]}” was not taken.")


class _Page:
    """What a page holds, in reading order.

    ``tables`` are (tag, heading, line in bold, rows), ``lists`` (tag, items, heading),
    ``footnotes`` (line, words).
    """

    def __init__(self, root, name):
        self.tables, self.lists, self.footnotes = [], [], []
        self.heading = self.bold = ""
        self.name, self.line = name, 0
        self.words = {True: [], False: []}  # of the line that is read: in bold, and others
        self.is_footnote = False
        self._walk(root)
        self._end_line()

    def _walk(self, tag, within=frozenset()):
        """Takes what is inside a tag; ``within`` are the names of all the tags around it."""
        for one in tag.inside:
            if isinstance(one, str):
                self.words[bool(within & _BOLD)].append(one)
            elif one.name == "table":
                self._end_line()
                self._table(one)
            elif one.name in _HEADINGS:
                heading = PageText(one).made().text
                if heading:
                    self._end_line()
                    self.heading, self.bold = heading, ""
                self._tables_within(one)
            else:
                self._inner(one, within)

    def _inner(self, tag, above):
        within = above | {tag.name}
        items = list(tag.tags(_ITEMS, beyond=LISTS)) if tag.name in LISTS else ()
        if items and not above & (LISTS | _ELSEWHERE):
            self.lists.append((tag, items, self.heading))
        if tag.name == "sup" and not one_line("".join(self.words[True] + self.words[False])):
            self.is_footnote = True
        if tag.name in BREAKS:
            self._end_line(within)
        self.line = self.line or tag.line
        self._walk(tag, within)
        if tag.name in BREAKS:
            self._end_line(within)

    def _end_line(self, within=frozenset()):
        """Ends a line outside tables: it may be a footnote, or all in bold, a heading."""
        bold, plain = (one_line("".join(self.words[is_bold])) for is_bold in (True, False))
        text = one_line(f"{bold} {plain}")
        if text and (self.is_footnote or _FOOTNOTE.match(text)) and not within & _ELSEWHERE:
            self.footnotes.append((self.line, text))
        if 0 < len(bold) <= _LONGEST and not plain.strip(" :"):
            self.bold = bold.rstrip(": ")
        self.words, self.is_footnote, self.line = {True: [], False: []}, False, 0

    def _table(self, tag):
        caption = next(tag.tags({"caption"}, beyond={"table", *CELLS}), None)
        heading = PageText(caption).made().text if caption else ""
        rows = list(tag.tags({"tr"}, beyond={"table", *CELLS}))
        check_size(len(rows), 0, name=f"{self.name}, the table at line {tag.line}")
        heads = {
            id(row)
            for head in tag.tags({"thead"}, beyond={"table", *CELLS})
            for row in head.tags({"tr"})
        }
        made = [_row(row, is_head=id(row) in heads) for row in rows]
        self.tables.append((tag, heading or self.heading, self.bold, made))
        self._tables_within(tag)

    def _tables_within(self, tag):
        for inner in tag.tags({"table"}):
            self._table(inner)


def _row(tag, *, is_head):
    """The SourceRow of a row. Where all of it is struck through, its cells keep their words."""
    tags = list(tag.tags(CELLS, beyond={"table"}))
    texts = [PageText(one, tag.look) for one in tags]
    filled = [one for one in texts if one.made().is_filled or one.struck]
    all_struck = all(one.struck and not one.made().is_filled for one in filled)
    is_struck = bool(filled) and (tag.look == "struck" or all_struck)
    notes = ["is hidden"] if tag.look == "hidden" else []
    for text in texts:
        notes += text.notes(is_struck=is_struck)
    cells = tuple(
        text.made(
            with_struck=is_struck,
            across=_count(one.attrs.get("colspan"), MOST_COLUMNS),
            down=_count(one.attrs.get("rowspan"), MOST_ROWS, zero=MOST_ROWS),
        )
        for one, text in zip(tags, texts, strict=True)
    )
    return SourceRow(
        f"line {tag.line}",
        cells,
        is_heading=bool(tags) and (is_head or all(map(_is_heading, tags))),
        is_struck=is_struck,
        notes=tuple(notes),
    )


def _is_heading(tag):
    return tag.name == "th" and tag.attrs.get("scope") != "row"


def _count(text, most, *, zero=1):
    """A colspan or rowspan as HTML reads it: from 1 to ``most``; a rowspan of 0 goes to the end."""
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit()):
        return 1
    return min(int(digits[:6]), most) or zero
