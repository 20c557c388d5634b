"""What was measured, in Markdown: when and where, the table of figures, growth."""

import os
import platform
import sys
import time
from datetime import UTC, datetime

from django.db import connection

from benchmarks import growth, histories
from benchmarks.figure import as_markdown, figures_of
from benchmarks.mailing import rates as mailing
from benchmarks.serving import rates


class Measurements:
    """Measures with an Effort, part by part."""

    def __init__(self, effort):
        self._effort, self._figures, self._sizes = effort, [], []
        self._began, self._load = time.monotonic(), os.getloadavg()[0]

    def measure(self, databases, parts):
        """Measures these parts: growth, serving, slow, mail."""
        for part in parts:
            print(f"{part}: {time.monotonic() - self._began:,.0f} s so far", file=sys.stderr)
            if part == "growth":
                self._figures += figures_of("growth", lambda: self._grow(databases))
            elif part == "mail":
                self._figures += mailing.measured(databases.folder, self._effort)
            else:
                measured = {"serving": rates.measured, "slow": histories.measured}[part]
                self._figures += figures_of(part, lambda of=measured: of(databases, self._effort))

    def _grow(self, databases):
        self._sizes = growth.measure_growth(databases, self._effort)
        return []

    @property
    def holds(self):
        """Whether every figure is within its limit."""
        return all(figure.holds for figure in self._figures)

    @property
    def picture(self):
        """The picture of growth (SVG); None where it was not measured."""
        return growth.as_picture(self._sizes, self._effort) if self._sizes else None

    @property
    def text(self):
        """All of it."""
        parts = [self._heading]
        if self._figures:
            parts.append(as_markdown(self._figures))
        if self._sizes:
            parts.append("CPU milliseconds of a miss, with gzip, by size:")
            parts.append(growth.as_table(self._sizes))
        return "\n\n".join(parts)

    @property
    def _heading(self):
        minutes = (time.monotonic() - self._began) / 60
        load = os.getloadavg()[0]
        return (
            f"Measured on {datetime.now(UTC):%-d %B %Y} within {minutes:.0f} minutes:"
            f" {os.cpu_count()} cores, load {self._load:.1f} before and {load:.1f} after,"
            f" Python {platform.python_version()}, {connection.vendor};"
            f" medians of {self._effort.rounds} rounds."
        )
