"""JSON as tables: a list of objects, alone or however deep, under names that are headings."""

import json
import re
from bisect import bisect_left
from json.decoder import scanstring

from subprocessors.importing.cells import Cell, Reading, Row, Table, check_size, is_web, one_line
from subprocessors.importing.files import Unreadable, unique_names
from subprocessors.importing.headings import NAME, meanings
from subprocessors.importing.pages import cell_of

#: Lists stand no deeper; each level is read anew.
_DEEPEST = 6
_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"
#: What lists of objects are called within a group, beside the words for sub-processors.
_LISTS = frozenset({"items", "entries", "rows", "list", "records", "members"})
#: What the name of a group is called; else its first text is taken.
_TITLES = ("category", "group", "title", "heading", "section", "label", "name", "type")


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
    line_of = _line_numbers(text)
    start = _skip(text, 0)
    found = _Lists(text, line_of, reading)
    lists = list(found.within(start, whole, "")) or list(_named(text, start, whole, ""))
    for heading, position, items in lists:
        table = Table(line_of(position), heading if len(lists) > 1 else "")
        placed = [(line_of(where), called, value) for called, where, value in items]
        table.rows, problems = _rows(table.line, placed, name)
        reading.tables.append(table)
        reading.problems += problems
    return reading


def _no_number(word):
    raise ValueError(f"{word} is no number")


class _Lists:
    """Finds the lists of rows, and notes what groups say beside them."""

    def __init__(self, text, line_of, reading):
        self.text, self.line_of, self.reading = text, line_of, reading

    def within(self, start, value, heading, depth=0):
        """``(heading, position, items)`` of each list within ``value``, which begins there."""
        if isinstance(value, dict) and depth < _DEEPEST:
            for key, position, inner in _members(self.text, start):
                yield from self.within(position, inner, key, depth + 1)
        elif isinstance(value, list):
            items = list(_items(self.text, start))
            if depth < _DEEPEST and any(_group_key(item) for _position, item in items):
                for position, item in items:
                    yield from self._group(position, item, heading, depth + 1)
            elif any(isinstance(item, dict | list) for item in value) or (not heading and value):
                yield heading, start, [("", position, item) for position, item in items]

    def _group(self, position, item, heading, depth):
        """The list within a group; an item beside groups that is none is a row of its own list."""
        inside = _group_key(item)
        if not inside:
            yield heading, position, [("", position, item)]
            return
        texts = [key for key, held in item.items() if isinstance(held, str) and held]
        called = {key.casefold(): key for key in reversed(texts)}
        title = next((called[key] for key in _TITLES if key in called), None)
        title = title or next(iter(texts), "")
        self._note(self.line_of(position), item, title, inside)
        for key, where, held in _members(self.text, position):
            if key == inside:
                yield from self.within(where, held, one_line(item.get(title, heading)), depth)

    def _note(self, line, item, title, inside):
        others = [key for key in item if key not in (title, inside) and item[key] not in ("", None)]
        stated = next((key for key in others if meanings(key)), None)
        if stated and NAME in meanings(title):
            self.reading.problems.append(
                f"line {line}: “{item[title]}” may be a row or the name of a group: it has"
                f" “{stated}” and a list, “{inside}”. Take one of them out."
            )
        elif others:
            unread = ", ".join(f"“{key}”" for key in others)
            self.reading.remarks.append(
                f"line {line}: of the group “{item.get(title, '')}” only “{inside}” was read, not"
                f" {unread}."
            )


def _group_key(item):
    """The key of ``item`` that holds sub-processors, "" where it is none of groups."""
    for key, held in item.items() if isinstance(item, dict) else ():
        is_list = isinstance(held, list) and any(isinstance(one, dict) for one in held)
        if is_list and (key.casefold() in _LISTS or NAME in meanings(key)):
            return key
    return ""


def _named(text, start, value, heading, depth=0):
    """Objects that stand under their names, where no list of objects was found."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        return
    members = list(_members(text, start))
    rows = [member for member in members if isinstance(member[2], dict)]
    if any(meanings(key) for _name, _position, row in rows for key in row):
        yield heading, start, rows
        return
    for key, position, held in members:
        yield from _named(text, position, held, key, depth + 1)


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


def _line_numbers(text):
    """A function that gives the line of a position in ``text``, without counting anew."""
    ends = [match.start() for match in re.finditer("\n", text)]
    return lambda position: bisect_left(ends, position) + 1


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
