"""Where the lists of a JSON text stand: alone, in groups, or as objects under their names."""

import json
import re
from bisect import bisect_left
from json.decoder import scanstring

from subprocessors.importing.interpreting.headings import NAME, meanings
from subprocessors.importing.reading.cells import one_line

#: Lists stand no deeper; each level is read anew.
_DEEPEST = 6
_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"
#: What lists of objects are called within a group, beside the words for sub-processors.
_LISTS = frozenset({"items", "entries", "rows", "list", "records", "members"})
#: What the name of a group is called; else its first text is taken.
_TITLES = ("category", "group", "title", "heading", "section", "label", "name", "type")


def lists_in(text, whole, reading):
    """``(heading, line, items)`` of each list in ``text``, whose value is ``whole``.

    Items are ``(line, name or "", value)``; what is left out of a group is noted in
    ``reading``.
    """
    start, line_of = _skip(text, 0), _line_numbers(text)
    found = list(_Lists(text, line_of, reading).within(start, whole, ""))
    for heading, position, items in found or _named(text, start, whole, ""):
        placed = [(line_of(where), called, value) for called, where, value in items]
        yield heading, line_of(position), placed


class _Lists:
    """Finds the lists of rows, and notes what groups say beside them."""

    def __init__(self, text, line_of, reading):
        self.text, self.line_of, self.reading = text, line_of, reading

    def within(self, start, value, heading, depth=0):
        """``(heading, position, items)`` of each list within ``value``, which begins there."""
        if isinstance(value, dict) and depth < _DEEPEST:
            for key, position, inner in _members(self.text, start):
                above = heading if heading and _is_list_word(key) else key
                yield from self.within(position, inner, above, depth + 1)
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
        second = next((key for key in others if _holds_objects(item[key])), None)
        if second:
            self.reading.problems.append(
                f"line {line}: the group “{item.get(title, '')}” has two lists, “{inside}” and"
                f" “{second}”. Make it two groups."
            )
        elif stated and NAME in meanings(title):
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
        if _holds_objects(held) and _is_list_word(key):
            return key
    return ""


def _holds_objects(value):
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _is_list_word(key):
    return key.casefold() in _LISTS or NAME in meanings(key)


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
