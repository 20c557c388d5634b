"""Tables of a Markdown page, rendered as a page with the line of each row noted on it."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit

from subprocessors.importing.reading.cells import Row, counted
from subprocessors.importing.reading.pages import LINE, read_page

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_NOTED = frozenset({"heading_open", "table_open", "tr_open"})
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
#: A line for the program that makes the page: "{: .table}", "{% endraw %}".
_BUILDER = re.compile(r"^[ \t]*\{[:.#%][^{}\n]*\}[ \t]*$", re.MULTILINE)
#: A line that divides the headings of a table from its rows.
DIVIDER = re.compile(
    r"^[ \t>]{0,20}\|?[ \t]{0,20}:?-+:?[ \t]{0,80}"
    r"(?:\|[ \t]{0,80}:?-+:?[ \t]{0,80})+\|?[ \t]{0,80}$",
    re.MULTILINE,
)


def read_markdown(text):
    """Every table of the page, those in HTML included, as ``read_page`` gives them.

    A row with more or fewer cells than the headings has a fault: Markdown itself would drop
    cells or fill up with empty ones in silence.
    """
    front = _FRONT_MATTER.match(text)
    if front:  # its lines stay, so that the lines below keep their numbers
        text = "\n" * front.group(0).count("\n") + text[front.end() :]
    text = _BUILDER.sub("", text)
    lines = text.splitlines()
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in _NOTED and token.map:
            token.attrSet(LINE, str(token.map[0] + 1))
        elif token.type == "html_block" and token.map:
            token.content = f"<!--line {token.map[0] + 1}-->{token.content}"
    reading = read_page(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    reading.kind = "Markdown"
    for table in reading.tables:
        table.rows = [_as_written(row, lines, len(table.rows[0].cells)) for row in table.rows]
    return reading


def _as_written(row, lines, width):
    written = lines[row.line - 1] if row.line <= len(lines) else ""
    if "<t" in written.lower():
        return row
    if "|" not in written and (width == 1 or len(row.filled) != 1):
        return row
    cells = _split(written)
    if (len(cells) != width and any(cells[width:])) or len(cells) < width:
        return Row(
            row.line, row.cells, fault=f"has {counted(len(cells))} where the table has {width}"
        )
    return row


def _split(line):
    cells = escapedSplit(line.strip(" \t\r>"))
    if cells and not cells[0]:
        cells = cells[1:]
    if cells and not cells[-1].strip():
        cells = cells[:-1]
    return [cell.strip() for cell in cells]
