"""A file, whatever it is, read into tables: CSV, Excel, JSON, Markdown, HTML."""

import re
from contextlib import suppress
from pathlib import PurePath

from subprocessors.importing.reading.delimited import read_delimited
from subprocessors.importing.reading.files import Unreadable, decoded
from subprocessors.importing.reading.json_lists import read_json
from subprocessors.importing.reading.markdown_pages import DIVIDER, read_markdown
from subprocessors.importing.reading.web_pages import read_web_page
from subprocessors.importing.reading.workbooks import read_workbook

#: A page of 10,000 rows has 5 MB.
MOST_LIST_BYTES = 16 * 1024 * 1024
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_YAML = re.compile(r"\A(?:---\s*\n|\s*- [\w-]+:\s|(?:#.*\n|\s*\n)*[\w-]+:\s*\n\s*- )")
_COPY = "Copy its table, and paste it on the desk's import page"
_YAML_WORDS = "YAML, which is not read. Save it as JSON or CSV"
#: How files begin, are called, or what they pack, that are no list; and what to do with them.
_STRANGERS = (
    (
        b"\xd0\xcf\x11\xe0",
        "an Excel or Word file of before 2007, or under a password. Save it as .xlsx without one",
    ),
    (b"%PDF", "a PDF. Copy the table from it into a spreadsheet, and import that"),
    (b"{\\rtf", f"Rich Text. {_COPY}"),
    (b"<?xml", "XML, which is not read. Save it as JSON or CSV"),
    (b"\x89PNG", "a picture. Type its rows into a spreadsheet, and import that"),
    (b"\xff\xd8\xff", "a picture. Type its rows into a spreadsheet, and import that"),
)
_PACKED = (
    (b"word/", f"a Word document. {_COPY}"),
    (b"content.xml", "an OpenDocument file. Save it as .xlsx or .csv"),
    (b"Index/", "a file of Numbers or Pages. Export it as .xlsx or .csv"),
    (b"ppt/", f"a presentation. {_COPY}"),
)
_WINDOWS = (
    "It is not UTF-8 and was read as Windows-1252, the older encoding of Excel. Check letters such"
    " as ü and é."
)
_BY_SUFFIX = {
    **dict.fromkeys((".csv", ".tsv", ".tab"), read_delimited),
    ".json": read_json,
    **dict.fromkeys((".md", ".markdown", ".mdx"), read_markdown),
    **dict.fromkeys((".html", ".htm"), read_web_page),
}


def read_list(data, *, name):
    """The SourceFile of the bytes ``data``, by the suffix of ``name``, else by their look.

    Raises Unreadable for bytes that are no list in a form known here.
    """
    _refuse_strangers(data, name)
    if data.startswith(b"PK\x03\x04"):
        return read_workbook(data, name=name)
    if PurePath(name).suffix.lower() in (".xlsx", ".xlsm"):
        raise Unreadable(f"{name}: is not a whole Excel workbook.")
    text, remarks = _text_of(data, name)
    source = read_text(text, name=name)
    source.remarks[:0] = remarks
    return source


def _refuse_strangers(data, name):
    if not data.strip():
        raise Unreadable(f"{name}: is empty.")
    for start, what in _STRANGERS:
        if data.lstrip().startswith(start) and not _is_page(data, name):
            raise Unreadable(f"{name}: is {what}.")
    for part, what in _PACKED if data.startswith(b"PK\x03\x04") else ():
        if part in data and b"xl/workbook" not in data:
            raise Unreadable(f"{name}: is {what}.")


def _text_of(data, name):
    """``(text, remarks)``: Unicode, or else the older encoding of Excel, and then a remark."""
    try:
        return decoded(data, name=name), []
    except Unreadable:
        is_unicode = b"\x00" in data or data[:2] in (b"\xff\xfe", b"\xfe\xff")
        with suppress(UnicodeDecodeError):
            if not is_unicode:
                return data.decode("cp1252"), [_WINDOWS]
        raise


def read_text(text, *, name):
    """The SourceFile of a text that is no workbook. Raises Unreadable."""
    suffix = PurePath(name).suffix.lower()
    if suffix in (".yml", ".yaml") or (suffix not in _BY_SUFFIX and _is_yaml(text)):
        raise Unreadable(f"{name}: is {_YAML_WORDS}.")
    reader = _BY_SUFFIX.get(suffix) or _reader_for(text)
    return reader(text, name=name).with_own_places()


def _is_yaml(text):
    return bool(_YAML.match(text)) and not DIVIDER.search(text) and not _TABLE.search(text)


def _is_page(data, name):
    return PurePath(name).suffix.lower() in (".html", ".htm") or b"<html" in data[:2_000].lower()


def _reader_for(text):
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return read_json
    if DIVIDER.search(text):
        return read_markdown
    return read_web_page if _TABLE.search(text) else read_delimited
