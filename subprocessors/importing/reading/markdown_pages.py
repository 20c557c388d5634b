"""Tables of a Markdown page, rendered as a page with the line of each row noted on it."""

import re
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit

from subprocessors.importing.reading.markup import LINE
from subprocessors.importing.reading.source_tables import counted
from subprocessors.importing.reading.web_pages import read_web_page

#: Without code by indentation: HTML tables are indented, and keep their rows.
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_MARKDOWN.disable("code")
_NOTED = frozenset(
    {"heading_open", "table_open", "tr_open", "paragraph_open", "list_item_open"}
    | {"bullet_list_open", "ordered_list_open"}
)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
#: A footnote, or the sign of one: "[^1]".
_FOOTNOTE_SIGN = re.compile(r"\[\^(\w{1,5})\]")
#: A line for the program that makes the page: "{: .table}", "{% endraw %}".
_BUILDER = re.compile(r"^[ \t]*\{[:.#%][^{}\n]*\}[ \t]*$", re.MULTILINE)
#: A line that divides the headings of a table from its rows.
DIVIDER = re.compile(
    r"^[ \t>]{0,20}\|?[ \t]{0,20}:?-+:?[ \t]{0,80}"
    r"(?:\|[ \t]{0,80}:?-+:?[ \t]{0,80})+\|?[ \t]{0,80}$",
    re.MULTILINE,
)
_PLACE = re.compile(r"line (\d+)")


def read_markdown(text, *, name):
    """Every table of the page, those in HTML included, as ``read_web_page`` gives them.

    A row with more or fewer cells than the headings has a fault: Markdown itself would drop
    cells or fill up with empty ones in silence. Lines with bars in no table are problems.
    """
    front = _FRONT_MATTER.match(text)
    if front:  # its lines stay, so that the lines below keep their numbers
        text = "\n" * front.group(0).count("\n") + text[front.end() :]
    lines = _FOOTNOTE_SIGN.sub(r"<sup>\1</sup>", _BUILDER.sub("", text)).splitlines()
    tokens = _MARKDOWN.parse("\n".join(lines))
    loose = []
    for token in tokens:
        if token.type in _NOTED and token.map:
            token.attrSet(LINE, str(token.map[0] + 1))
        elif token.type == "html_block" and token.map:
            token.content = f"<!--line {token.map[0] + 1}-->{token.content}"
        elif token.type == "inline" and token.map and token.level == 1:
            loose += [n for n in range(*token.map) if lines[n].lstrip(" >").startswith("|")]
    source = read_web_page(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}), name=name)
    source.kind = "Markdown"
    for table in source.tables:
        width = len(table.rows[0].cells) if table.rows else 0
        table.rows = [_as_written(row, lines, width) for row in table.rows]
    if loose:
        source.problems.append(
            f"line {loose[0] + 1}: {counted(len(loose), 'line')} with bars belongs to no table."
            " Does the row of dashes have as many cells as the headings, and no blank line stand"
            " between the rows?"
        )
    return source


def _as_written(row, lines, width):
    place = _PLACE.match(row.place)  # none for an item of a list
    number = int(place.group(1)) if place else 0
    written = lines[number - 1] if 0 < number <= len(lines) else ""
    if "<t" in written.lower() or ("|" not in written and (width == 1 or len(row.filled) != 1)):
        return row
    cells = _split(written)
    if (len(cells) != width and any(cells[width:])) or len(cells) < width:
        fault = f"has {counted(len(cells), 'cell')} where the table has {width}"
        return replace(row, fault=fault)
    return row


def _split(line):
    cells = escapedSplit(line.strip(" \t\r>"))
    if cells and not cells[0]:
        cells = cells[1:]
    if cells and not cells[-1].strip():
        cells = cells[:-1]
    return [cell.strip() for cell in cells]
