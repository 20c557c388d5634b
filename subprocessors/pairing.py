"""Which row of one list is which row of another, where lists name no identity. Plain Python.

Rows of the same name are the same sub-processor; where a name stands several times, those
that agree in the most fields are paired first.
"""


def pair(old, new, *, name="name", ignore=frozenset()):
    """Pairs the rows ``old`` with the rows ``new``: ``[(i, j), ...]``, i and j positions.

    Rows are dictionaries of field to value; fields in ``ignore`` do not count. Each row is
    in one pair at most, and those in none were removed or added. The result is in the order
    of ``new``.
    """
    by_name = {}
    for i, row in enumerate(old):
        by_name.setdefault(row[name], ([], []))[0].append(i)
    for j, row in enumerate(new):
        if row[name] in by_name:
            by_name[row[name]][1].append(j)
    pairs = []
    for ours, theirs in by_name.values():
        if len(ours) == len(theirs) == 1:
            pairs.append((ours[0], theirs[0]))
        elif theirs:
            pairs += _best(old, new, ours, theirs, ignore)
    return sorted(pairs, key=lambda pair: pair[1])


def _best(old, new, ours, theirs, ignore):
    scored = sorted(
        ((-likeness(old[i], new[j], ignore=ignore), i, j) for i in ours for j in theirs),
    )
    found, used_i, used_j = [], set(), set()
    for _score, i, j in scored:
        if i not in used_i and j not in used_j:
            found.append((i, j))
            used_i.add(i)
            used_j.add(j)
    return found


def likeness(one, other, *, ignore=frozenset()):
    """In how many fields two rows agree; a field that neither has does not count."""
    names = (one.keys() | other.keys()) - ignore
    return sum(one.get(name) == other.get(name) for name in names)
