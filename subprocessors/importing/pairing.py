"""Which row of one list is which row of another, where lists name no identity. Plain Python.

Rows of the same name are the same sub-processor; where a name stands several times, those
that agree in the most fields are paired first.
"""


def pair(old, new):
    """Pairs the rows ``old`` with the rows ``new``: ``[(i, j), ...]``, i and j positions.

    Rows are dictionaries of field to value, "name" among the fields. Each row is in one pair
    at most, and those in none were removed or added. The result is in the order
    of ``new``.
    """
    by_name = {}
    for i, row in enumerate(old):
        by_name.setdefault(row["name"], ([], []))[0].append(i)
    for j, row in enumerate(new):
        if row["name"] in by_name:
            by_name[row["name"]][1].append(j)
    pairs = []
    for ours, theirs in by_name.values():
        if len(ours) == len(theirs) == 1:
            pairs.append((ours[0], theirs[0]))
        else:
            pairs += best_first((_likeness(old[i], new[j]), i, j) for i in ours for j in theirs)
    return sorted(pairs, key=lambda pair: pair[1])


def best_first(scored):
    """Takes pairs out of ``(score, i, j)``, the highest score first, each i and j only once.

    Of equal scores the lowest i is taken first, then the lowest j.
    """
    found, used_i, used_j = [], set(), set()
    for _score, i, j in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if i not in used_i and j not in used_j:
            found.append((i, j))
            used_i.add(i)
            used_j.add(j)
    return found


def _likeness(one, other):
    """In how many fields two rows agree; a field that neither has does not count."""
    return sum(one.get(name) == other.get(name) for name in one.keys() | other.keys())
