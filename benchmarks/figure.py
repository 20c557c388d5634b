"""One line of the table that ``make bench`` prints."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, how much it may be (or ""), and what it is."""

    what: str
    limit: str
    measured: str
    holds: bool = True


def printed(figures, *, title):
    """Prints the table; gives 1 where a limit is missed, else 0."""
    width = max(len(figure.what) for figure in figures)
    print(title)
    for figure in figures:
        verdict = ("within" if figure.holds else "OVER") if figure.limit else ""
        print(f"{figure.what:{width}}  {figure.measured:>42}  {figure.limit:>22}  {verdict}")
    return int(not all(figure.holds for figure in figures))
