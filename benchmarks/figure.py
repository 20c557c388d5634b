"""One line of the table that ``make bench`` prints."""

import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, how much it may be (or ""), and what it is."""

    what: str
    limit: str
    measured: str
    holds: bool = True

    @property
    def verdict(self):
        """Whether it is within its limit, in a word; "" where it has none."""
        return ("within" if self.holds else "OVER") if self.limit else ""


def figures_of(what, measure):
    """The Figures that ``measure()`` gives; where it fails, those before and one that says so."""
    found, began = [], time.monotonic()
    try:
        found.extend(measure())
    except Exception as error:
        text = " ".join(f"{type(error).__name__}: {error}".split())
        found.append(Figure(what, "to be measured", f"failed: {text[:300]}", holds=False))
    print(f"  {what}: {time.monotonic() - began:,.0f} s", file=sys.stderr, flush=True)
    return found


def as_markdown(figures):
    """The Figures as a table in Markdown."""
    lines = ["| | measured | limit | |", "|---|---|---|---|"]
    lines += [
        f"| {one.what} | {one.measured} | {one.limit} | {one.verdict} |".replace("|  |", "| |")
        for one in figures
    ]
    return "\n".join(lines)
