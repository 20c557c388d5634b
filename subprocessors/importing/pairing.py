"""Which row of one list is which row of another, where lists name no identity. Plain Python.

Rows of the same name are the same sub-processor; where a name stands several times, those
that agree in the most fields of the new list are paired first.
"""

from collections import defaultdict


def pair(old, new):
    """Pairs the rows ``old`` with the rows ``new``: ``[(i, j), ...]``, their keys.

    Both are dictionaries of such keys to rows, and rows dictionaries of field to value, "name"
    among the fields. Each row is in one pair at most, and those in none were removed or added.
    """
    by_name = defaultdict(lambda: ([], []))
    for side, rows in enumerate((old, new)):
        for key, row in rows.items():
            by_name[row["name"]][side].append(key)
    pairs = []
    for ours, theirs in by_name.values():
        pairs += best_first((_likeness(old[i], new[j]), i, j) for i in ours for j in theirs)
    return pairs


def best_first(scored):
    """Takes pairs out of ``(score, i, j)``, the highest score first, each i and j only once.

    Of equal scores the one that is given first is taken first.
    """
    found, used_i, used_j = [], set(), set()
    for _score, i, j in sorted(scored, key=lambda one: -one[0]):
        if i not in used_i and j not in used_j:
            found.append((i, j))
            used_i.add(i)
            used_j.add(j)
    return found


def _likeness(old, new):
    """In how many of the fields that the new row has the old one agrees with it."""
    return sum(old.get(name) == value for name, value in new.items())
