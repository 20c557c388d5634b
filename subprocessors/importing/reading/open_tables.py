"""A table of a web page while it is read, and what of its cells stays and what is left out."""

import re

from subprocessors.importing.reading.source_tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    SourceCell,
    is_web,
    one_line,
)
from subprocessors.importing.reading.spans import SpanningRow

#: The number or sign of a footnote, and the mark of a comment.
_MARK = re.compile(r"\s*[\[(]?(?:\d{1,2}|[a-z]{1,2}\d{1,2}|[*†‡§¶#]{1,3}|[a-z])[\])]?\s*\Z", re.I)
#: Tags within a cell stand no deeper; a broken page may open thousands.
_DEEPEST = 60
_STRUCK = frozenset({"del", "s", "strike"})
_LINE_THROUGH = re.compile(r"line-through", re.I)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide", re.I)
_RULE = re.compile(r"\.([\w-]{1,80})[^{}]{0,200}\{([^{}]{0,2000})\}")


class OpenTable:
    """A table under the heading, or else the line in bold, above it; ``cell`` takes the text."""

    def __init__(self, line, heading, bold, *, is_hidden=False):
        self.line, self.heading, self.bold, self.is_hidden = line, heading, bold, is_hidden
        self.rows, self.cell, self.in_head, self.is_closed = [], None, False, False

    def begin_row(self, line, look=""):
        """Opens a row; ``look`` is "struck", "hidden" or ""."""
        self.cell = None
        self.rows.append(_OpenRow(line, "hidden" if self.is_hidden else look))

    def begin_cell(self, line, tag, attrs, look=""):
        """Opens a cell, and a row where a page forgot to."""
        if not self.rows:
            self.begin_row(line)
        self.cell = OpenCell(
            is_head=tag == "th" or self.in_head,
            across=_count(attrs.get("colspan"), MOST_COLUMNS),
            down=_count(attrs.get("rowspan"), MOST_ROWS, zero=MOST_ROWS),
            look=look,
        )
        self.rows[-1].cells.append(self.cell)


class _OpenRow:
    def __init__(self, line, look):
        self.line, self.look, self.cells = line, look, []

    def spanning(self):
        """The SpanningRow. Where all of it is struck through, its cells keep their words."""
        filled = [cell for cell in self.cells if cell.made().is_filled or cell.struck]
        is_struck = bool(filled) and (
            self.look == "struck" or all(c.struck and not c.made().is_filled for c in filled)
        )
        notes = ["is hidden"] if self.look == "hidden" else []
        for cell in self.cells:
            notes += cell.notes(is_struck=is_struck)
        cells = [cell.made(with_struck=is_struck) for cell in self.cells]
        is_heading = bool(self.cells) and all(cell.is_head for cell in self.cells)
        return SpanningRow(f"line {self.line}", cells, is_heading, is_struck, tuple(notes))


class OpenCell:
    """A cell while it is read: its open tags, each with its look, and its text."""

    def __init__(self, *, is_head=False, across=1, down=1, look=""):
        self.is_head, self.across, self.down = is_head, across, down
        self.tags = [("", look)]
        self.text, self.struck, self.hidden, self.links, self.pictures = [], [], [], [], []

    def begin(self, tag, attrs, look):
        """Opens a tag within the cell."""
        address = (attrs.get("href") or "").strip()
        if tag == "a" and address and not address.startswith("#"):
            self.links.append((address, []))
        elif tag == "img" and attrs.get("alt"):
            self.pictures.append(attrs["alt"])
        if tag in _STRUCK:
            look = look or "struck"
        elif tag == "sup" or address.startswith("#"):
            look = look or "mark"
        if len(self.tags) < _DEEPEST:
            self.tags.append((tag, look))

    def end(self, tag):
        """Closes the newest tag of this name, and what was left open within it."""
        for place in range(len(self.tags) - 1, 0, -1):
            if self.tags[place][0] == tag:
                del self.tags[place:]
                return

    def add(self, words):
        """Adds text to what stays, or to what is struck through or hidden; no footnote marks."""
        looks = {look for _tag, look in self.tags}
        if "mark" in looks and _MARK.match(words):
            return
        kept = self.hidden if "hidden" in looks else self.struck if "struck" in looks else self.text
        kept.append(words)
        if kept is self.text and self.links and any(tag == "a" for tag, _look in self.tags):
            self.links[-1][1].append(words)

    def made(self, *, with_struck=False):
        """The SourceCell; a picture's words where there is no text."""
        text = one_line("".join(self.struck if with_struck and self.struck else self.text))
        links = [(address, one_line("".join(words))) for address, words in self.links]
        links = tuple(link for link in links if is_web(link[0]) and not (self.struck and not text))
        text = text or one_line(" ".join(self.pictures))
        return SourceCell(text, links, across=self.across, down=self.down)

    def notes(self, *, is_struck):
        """What of the cell was left out, in words."""
        for texts, how in ((self.struck, "struck through or deleted"), (self.hidden, "hidden")):
            words = one_line("".join(texts))
            if words and not (is_struck and texts is self.struck):
                yield f"holds “{words[:80]}”, {how}, which was left out"


def look_of(rule):
    """ "hidden", "struck" or "", by the text of a style."""
    if _NOT_SHOWN.search(rule):
        return "hidden"
    return "struck" if _LINE_THROUGH.search(rule) else ""


def looks_of_classes(text):
    """What the style rules of a page make of classes: ``{class: "struck" or "hidden"}``."""
    rules = _RULE.findall(text) if "<style" in text.lower() else ()
    return {name: look_of(rule) for name, rule in rules if look_of(rule)}


def _count(text, most, *, zero=1):
    """A colspan or rowspan as HTML reads it: from 1 to ``most``; a rowspan of 0 goes to the end."""
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit()):
        return 1
    return min(int(digits[:6]), most) or zero
