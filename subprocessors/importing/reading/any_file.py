"""A file, whatever it is, read into tables: CSV, Excel, JSON, Markdown, HTML."""

import re
from pathlib import PurePath

from subprocessors.importing.reading.delimited import read_delimited
from subprocessors.importing.reading.files import Unreadable, decoded
from subprocessors.importing.reading.markdown_pages import DIVIDER, read_markdown
from subprocessors.importing.reading.objects import read_objects
from subprocessors.importing.reading.pages import read_page
from subprocessors.importing.reading.workbooks import read_workbook

#: A page of 10,000 rows has 5 MB.
MOST_LIST_BYTES = 16 * 1024 * 1024
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
#: How files begin that are no list, and what to do with them.
_STRANGERS = (
    (
        b"\xd0\xcf\x11\xe0",
        "an Excel or Word file of before 2007, or under a password. Save it as .xlsx without one",
    ),
    (b"%PDF", "a PDF. Copy the table from it into a spreadsheet, and import that"),
    (b"{\\rtf", "Rich Text. Copy the table from it, and paste it on the desk's import page"),
)
_PACKED = (
    (b"word/", "a Word document. Copy its table, and paste it on the desk's import page"),
    (b"content.xml", "an OpenDocument file. Save it as .xlsx or .csv"),
)
_BY_SUFFIX = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".tab": read_delimited,
    ".json": read_objects,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".mdx": read_markdown,
    ".html": read_page,
    ".htm": read_page,
}


def read_list(data, *, name):
    """The Reading of the bytes ``data``, by the suffix of ``name``, else by what they look like.

    Raises Unreadable for bytes that are no list in a form known here.
    """
    if not data.strip():
        raise Unreadable(f"{name}: is empty.")
    for start, what in _STRANGERS:
        if data.startswith(start):
            raise Unreadable(f"{name}: is {what}.")
    if data.startswith(b"PK\x03\x04"):
        for part, what in _PACKED:
            if part in data and b"xl/workbook" not in data:
                raise Unreadable(f"{name}: is {what}.")
        return read_workbook(data, name=name)
    if PurePath(name).suffix.lower() in (".xlsx", ".xlsm"):
        raise Unreadable(f"{name}: is not a whole Excel workbook.")
    return read_text(decoded(data, name=name), name=name)


def read_text(text, *, name):
    """The Reading of a text that is no workbook. Raises Unreadable."""
    reader = _BY_SUFFIX.get(PurePath(name).suffix.lower()) or _reader_for(text)
    if reader in (read_page, read_markdown):
        return reader(text)
    return reader(text, name=name)


def _reader_for(text):
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return read_objects
    if DIVIDER.search(text):
        return read_markdown
    return read_page if _TABLE.search(text) else read_delimited
