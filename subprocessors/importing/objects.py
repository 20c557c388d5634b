"""JSON: a list of objects, alone, under a name, or several under names that are headings."""

import json
from json.decoder import scanstring

from subprocessors.importing.cells import Cell, Reading, Row, Table, check_size, is_web, one_line
from subprocessors.importing.files import Unreadable
from subprocessors.importing.pages import cell_of

_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"


def read_objects(text, *, name):
    """The lists of objects in ``text`` as Tables, whose first row are the keys.

    Raises Unreadable for what is no JSON, with the line.
    """
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"{name}, line {error.lineno}: is no JSON ({error.msg}).") from error
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable(f"{name}: is no JSON that is read ({error}).") from error
    except RecursionError as error:
        raise Unreadable(f"{name}: is nested too deeply to be a list.") from error
    reading = Reading("JSON")
    lists = list(_lists(text, whole))
    for heading, start in lists:
        table, problems = _table(text, start, heading if len(lists) > 1 else "", name)
        reading.tables.append(table)
        reading.problems += problems
    return reading


def _lists(text, whole):
    """``(name, position)`` of each list of objects: the whole, or a value of the outer object."""
    start = _skip(text, 0)
    if isinstance(whole, list):
        yield "", start
    elif isinstance(whole, dict):
        for key, position, value in _members(text, start):
            if isinstance(value, list) and any(isinstance(item, dict) for item in value):
                yield key, position
            elif isinstance(value, dict):
                for inner, where, held in _members(text, position):
                    if isinstance(held, list) and any(isinstance(item, dict) for item in held):
                        yield inner, where


def _table(text, start, heading, name):
    entries, problems, keys = [], [], {}
    for position, value in _items(text, start):
        line = text.count("\n", 0, position) + 1
        if isinstance(value, dict):
            entries.append((line, value))
            keys.update(dict.fromkeys(value))
        else:
            problems.append(f"line {line}: {str(value)[:40]!r} is no object with names and values.")
    check_size(len(entries), len(keys), name=name)
    table = Table(text.count("\n", 0, start) + 1, heading)
    table.rows = [Row(table.line, tuple(Cell(one_line(key)) for key in keys))]
    for line, entry in entries:
        table.rows.append(Row(line, tuple(_cell(entry.get(key)) for key in keys)))
    return table, problems


def _cell(value):
    """A value as a cell: markup is read as a page, lists are joined, nested names stand before."""
    if value is None or value == "":
        return Cell()
    if isinstance(value, str):
        return cell_of(value) if "<" in value else Cell(one_line(value), _links([value]))
    if isinstance(value, bool):
        return Cell("Yes" if value else "No")
    links = _links(value) if isinstance(value, list) else ()
    return Cell(one_line(_words(value)), links)


def _words(value):
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        separator = "; " if any(isinstance(item, dict) for item in value) else ", "
        return separator.join(_words(item) for item in value)
    return "" if value is None else str(value)


def _links(values):
    found = [value.strip() for value in values if isinstance(value, str)]
    return tuple((one_line(value), one_line(value)) for value in found if is_web(value))


def _skip(text, position, more=""):
    while position < len(text) and text[position] in _SPACE + more:
        position += 1
    return position


def _items(text, start):
    """``(position, value)`` of each item of the list that begins at ``start``; it is sound JSON."""
    position = _skip(text, start + 1)
    while text[position] != "]":
        value, end = _DECODER.raw_decode(text, position)
        yield position, value
        position = _skip(text, end, ",")


def _members(text, start):
    """``(key, position, value)`` of each member of the object that begins at ``start``."""
    position = _skip(text, start + 1)
    while text[position] != "}":
        key, end = scanstring(text, position + 1, True)
        position = _skip(text, end, ":")
        value, end = _DECODER.raw_decode(text, position)
        yield key, position, value
        position = _skip(text, end, ",")
