"""Lines in a picture (SVG), readable on light and dark pages. Both axes are logarithmic."""

import math
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 380, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 78, 56, 36
_WIDEST_MARK = 32
#: Told apart also without colour: each line has its name at its end, and a dash of its own.
_LOOKS = (
    ("#1f6feb", ""),
    ("#1f6feb", "5 3"),
    ("#b35900", ""),
    ("#2d7d46", ""),
    ("#2d7d46", "5 3"),
    ("#8250df", ""),
)


@dataclass(frozen=True)
class Panel:
    """A title, and by name the points ``(x, y)`` of a line; all above 0."""

    title: str
    lines: dict


def picture(title, panels):
    """The text of an SVG with the Panels side by side, on the same upright scale."""
    values = [y for panel in panels for line in panel.lines.values() for _x, y in line]
    up = _Axis(values, _HEIGHT - _BOTTOM, _TOP)
    width = _WIDTH * len(panels)
    drawn = "\n".join(
        f'<g transform="translate({number * _WIDTH} 0)">\n{_drawn(panel, up)}\n</g>'
        for number, panel in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" width="{width}"'
        f' height="{_HEIGHT}" role="img" font-family="sans-serif" font-size="11">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{width}" height="{_HEIGHT}" fill="#ffffff"/>\n'
        f'<text x="{_LEFT}" y="20" font-size="13" font-weight="bold">{escape(title)}</text>\n'
        f"{drawn}\n</svg>\n"
    )


class _Axis:
    """Where a value stands between two ends, by its logarithm; ``marks`` are round values."""

    def __init__(self, values, low_end, high_end):
        low, high = math.log10(min(values)), math.log10(max(values))
        self._low, self._span = low, (high - low) or 1.0
        self._low_end, self._length = low_end, high_end - low_end
        tens = range(math.floor(low), math.ceil(high) + 1)
        found = [step * 10.0**ten for ten in tens for step in (1, 2, 5)]
        self.marks = [one for one in found if min(values) * 0.999 <= one <= max(values) * 1.001]

    def place(self, value):
        """The coordinate of a value."""
        return self._low_end + (math.log10(value) - self._low) / self._span * self._length


def _drawn(panel, up):
    along = _Axis([x for line in panel.lines.values() for x, _y in line], _LEFT, _WIDTH - _RIGHT)
    parts = [f'<text x="{_LEFT}" y="40">{escape(panel.title)}</text>']
    for mark in up.marks:
        y = up.place(mark)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#d8dee4"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{mark:g}</text>')
    free_from = 0
    for mark in along.marks:
        x = along.place(mark)
        if x < free_from:
            continue  # its figure would touch the one before
        free_from = x + _WIDEST_MARK
        parts.append(
            f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{mark:g}</text>'
        )
    ends = _apart([up.place(line[-1][1]) + 4 for line in panel.lines.values()])
    for (name, line), (colour, dash), end in zip(panel.lines.items(), _LOOKS, ends, strict=False):
        points = " ".join(f"{along.place(x):.1f},{up.place(y):.1f}" for x, y in line)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"'
            f' stroke-dasharray="{dash}"/>'
        )
        parts.append(
            f'<text x="{_WIDTH - _RIGHT + 6}" y="{end:.1f}" fill="{colour}">{escape(name)}</text>'
        )
    return "\n".join(parts)


def _apart(places, least=12):
    """The places, moved so that no two are nearer than ``least``; in the order they came in."""
    moved, last = dict.fromkeys(range(len(places)), 0.0), -math.inf
    for number in sorted(moved, key=lambda number: places[number]):
        last = max(places[number], last + least)
        moved[number] = last
    return list(moved.values())
