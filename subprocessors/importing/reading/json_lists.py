"""The lists of objects in JSON as tables: alone, in groups, or as objects under their names."""

import json
from dataclasses import replace
from itertools import chain

from subprocessors.importing.reading.files import Unreadable, unique_names
from subprocessors.importing.reading.grids import with_headings
from subprocessors.importing.reading.markup import cell_of
from subprocessors.importing.reading.source_tables import (
    SourceCell,
    SourceFile,
    SourceRow,
    SourceTable,
    check_size,
    is_web,
    one_line,
    quoted,
)

#: Lists stand no deeper.
_DEEPEST = 6
#: What lists of rows are called within a group, letters alone.
_LISTS = frozenset(
    {"items", "entries", "rows", "list", "records", "members", "subprocessors", "processors"}
    | {"vendors", "providers", "suppliers", "companies", "entities", "partners", "affiliates"}
    | {"subcontractors", "thirdparties", "serviceproviders", "dienstleister", "soustraitants"}
)
#: What the name of a group is called; else its first text is taken.
_TITLES = ("category", "group", "title", "heading", "section", "label", "name", "type")


def read_json(text, *, name):
    """The SourceFile of the lists in ``text``; the keys of the objects are the headings.

    A list of lists is a grid of cells; objects that stand under names, and no list, are
    rows of these names. Messages name a row by its number. Raises Unreadable for what is no JSON.
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
    source = SourceFile("JSON")
    lists = list(_within(whole, "", source)) or list(_named(whole, "", source))
    for title, items in lists:
        where = f" of “{title}”" if title and len(lists) > 1 else ""
        rows = _rows(items, where, source, name)
        source.tables.append(SourceTable(title if len(lists) > 1 else "", rows))
    return source


def _no_number(word):
    raise ValueError(f"{word} is no number")


def _within(value, title, source, depth=0):
    """``(title, items)`` of each list within ``value``."""
    if depth > _DEEPEST:
        source.remarks.append(f"What stands deeper than “{title}” was not read.")
    elif isinstance(value, dict):
        found = {}
        for key, inner in value.items():
            above = title if title and _is_list_word(key) else key
            found[key] = list(_within(inner, above, source, depth + 1))
        yield from _lists_of(found, value, source)
    elif isinstance(value, list):
        if any(_group_key(item) for item in value):
            for number, item in enumerate(value, start=1):
                yield from _group(item, number, title, source, depth + 1)
        elif any(isinstance(item, dict | list) for item in value) or (not title and value):
            yield title, value


def _lists_of(found, value, source):
    """The lists ``found`` under each key of ``value``; the keys beside them are named."""
    read = [key for key, lists in found.items() if lists]
    if read:
        _say_unread(value, read, source)
    return chain(*found.values())


def _say_unread(value, read, source):
    """Names the keys of an object that hold something and are not among those ``read``."""
    beside = {key: held for key, held in value.items() if key not in read}
    unread = [one_line(key) for key, held in beside.items() if held not in ("", None, [], {})]
    if unread:
        source.remarks.append(f"Beside the list {quoted(unread[:20])} was not read.")


def _group(item, number, title, source, depth):
    """The list within a group; an item beside groups that is none is a row of its own list."""
    inside = _group_key(item)
    if not inside:
        yield title, [item]
        return
    texts = [key for key, held in item.items() if isinstance(held, str) and held]
    called = {key.casefold(): key for key in reversed(texts)}
    titled = next((called[key] for key in _TITLES if key in called), next(iter(texts), ""))
    above = one_line(item.get(titled, title))
    others = [key for key in item if key not in (titled, inside) and item[key] not in ("", None)]
    second = next((key for key in others if _holds_objects(item[key])), None)
    place = f"item {number}"
    if second:
        source.problems.append(
            f"{place}: the group “{above}” has two lists, “{inside}” and “{second}”. Make it two"
            " groups."
        )
    elif titled.casefold() == "name" and any(key in texts for key in others):
        source.problems.append(
            f"{place}: “{above}” may be a row or the name of a group: it has “{others[0]}” and a"
            f" list, “{inside}”. Take one of them out."
        )
    elif others:
        source.remarks.append(
            f"{place}: of the group “{above}” only “{inside}” was read, not {quoted(others)}."
        )
    yield from _within(item[inside], above, source, depth)


def _group_key(item):
    """The key of ``item`` that holds rows, "" where it is no group."""
    for key, held in item.items() if isinstance(item, dict) else ():
        if _holds_objects(held) and _is_list_word(key):
            return key
    return ""


def _holds_objects(value):
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _is_list_word(key):
    return "".join(filter(str.isalpha, key.casefold())) in _LISTS


def _named(value, title, source, depth=0):
    """Objects that stand under their names, where no list of objects was found."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        return
    rows = {key: held for key, held in value.items() if isinstance(held, dict)}
    if any(not isinstance(cell, dict) for held in rows.values() for cell in held.values()):
        _say_unread(value, rows, source)
        yield title, [{"name": key, **held} for key, held in rows.items()]
    else:
        found = {key: list(_named(held, key, source, depth + 1)) for key, held in value.items()}
        yield from _lists_of(found, value, source)


def _rows(items, where, source, name):
    """The SourceRows of objects, their keys first as headings, or of lists."""
    objects = [item for item in items if isinstance(item, dict)]
    keys = list(dict.fromkeys(key for item in objects for key in item))
    cells = tuple(SourceCell(one_line(key)) for key in keys)
    rows = [SourceRow(f"the keys{where}", cells, is_heading=True)]
    for number, item in enumerate(items, start=1):
        place = f"item {number}{where}"
        if isinstance(item, dict):
            rows.append(SourceRow(place, tuple(_cell(item.get(key)) for key in keys)))
        elif isinstance(item, list) and not keys:
            rows.append(SourceRow(place, tuple(map(_cell, item))))
        else:
            shown = json.dumps(item, ensure_ascii=False)[:40]
            source.problems.append(f"{place}: {shown} is no object with names and values.")
    check_size(len(items), max(len(row.cells) for row in rows), name=name)
    return [row for row in rows if row.filled] if keys else with_headings(rows[1:])


def _cell(value):
    """A value as a cell: markup is read as a page, lists are joined, nested names stand before."""
    if isinstance(value, str):
        made = cell_of(value)
        return made if made.links else replace(made, links=_links([value]))
    listed = value if isinstance(value, list) else []
    items = tuple(listed) if all(isinstance(item, str) for item in listed) else ()
    return SourceCell(one_line(_words(value)), _links(listed), items=items)


def _words(value):
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        separator = "; " if any(isinstance(item, dict) for item in value) else ", "
        return separator.join(_words(item) for item in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)


def _links(values):
    found = [value.strip() for value in values if isinstance(value, str)]
    return tuple((one_line(value), one_line(value)) for value in found if is_web(value))
