"""JSON as tables: a list of objects, alone or however deep, under names that are headings."""

import json

from subprocessors.importing.interpreting.headings import NAME
from subprocessors.importing.reading.cells import (
    Cell,
    Reading,
    Row,
    Table,
    check_size,
    is_web,
    one_line,
)
from subprocessors.importing.reading.files import Unreadable, unique_names
from subprocessors.importing.reading.object_lists import lists_in
from subprocessors.importing.reading.pages import cell_of


def read_objects(text, *, name):
    """The lists of objects in ``text`` as Tables, whose first row are the keys.

    A list of lists is a table of cells; objects that stand under names, and no list, are
    rows of these names. Raises Unreadable for what is no JSON, with the line.
    """
    try:
        whole = json.loads(text, object_pairs_hook=unique_names, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Unreadable(f"{name}, line {error.lineno}: is no JSON ({error.msg}).") from error
    except ValueError as error:  # also a number of thousands of digits
        words = str(error).rstrip(".")
        raise Unreadable(f"{name}: is no JSON that is read ({words}).") from error
    except RecursionError as error:
        raise Unreadable(f"{name}: is nested too deeply to be a list.") from error
    reading = Reading("JSON")
    lists = list(lists_in(text, whole, reading))
    for heading, line, items in lists:
        table = Table(line, heading if len(lists) > 1 else "")
        table.rows, problems = _rows(line, items, name)
        reading.tables.append(table)
        reading.problems += problems
    return reading


def _no_number(word):
    raise ValueError(f"{word} is no number")


def _rows(line, items, name):
    """``(rows, problems)`` of ``items``: ``(line, name or "", value)``, objects or lists."""
    entries, problems, keys = [], [], {}
    for place, called, value in items:
        if isinstance(value, dict):
            entry = {NAME: called, **value} if called else value
            entries.append((place, entry))
            keys.update(dict.fromkeys(entry))
        elif isinstance(value, list) and not keys:
            entries.append((place, value))
        else:
            shown = json.dumps(value, ensure_ascii=False)[:40]
            problems.append(f"line {place}: {shown} is no object with names and values.")
    widest = max((len(entry) for _line, entry in entries), default=0)
    check_size(len(entries), max(len(keys), widest), name=name)
    rows = [Row(line, tuple(Cell(one_line(key)) for key in keys))] if keys else []
    for place, entry in entries:
        values = entry if isinstance(entry, list) else map(entry.get, keys)
        rows.append(Row(place, tuple(map(_cell, values))))
    return rows, problems


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
