"""The rows of the table as HTML: hundreds of lines and thousands of cells, all alike.

Written here rather than in a template, which takes ten times as long for each. Every text is
escaped.
"""

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from subprocessors.wording.elements import short_day_element


def line_html(line):
    """The ``<tr>`` of a ListLine. Its id is the row's slug."""
    slug, name = escape(line.slug), escape(line.name)
    address = escape(reverse("row", args=[line.slug]))
    head = (
        f'<tr role="row" id="{slug}">\n'
        f'<th scope="row" role="rowheader" class="of-name">'
        f'<a class="name" href="{address}"><bdi>{name}</bdi></a>'
    )
    if line.beneath:
        head += f'<span class="beneath"><bdi>{escape(line.beneath)}</bdi></span>'
    for status in line.statuses:
        head += f'<span class="status">{escape(status)}</span>'
    # Beside the row header, so that the name is read once; for the mouse alone: no tab stop.
    title = escape(_("Link to this row"))
    anchor = (
        f'<a class="anchor" href="#{slug}" title="{title}" tabindex="-1" aria-hidden="true"></a>'
    )
    first, *others = line.cells
    cells = "\n".join([cell_html(first, anchor), *map(cell_html, others)])
    return mark_safe(f"{head}</th>\n{cells}\n</tr>\n")  # noqa: S308


def cell_html(cell, before=""):
    """The ``<td>`` of a ListCell; ``before`` is HTML that its content begins with."""
    classes = f"of-{cell.key} empty" if cell.is_empty else f"of-{cell.key}"
    if cell.day:
        content = short_day_element(cell.day)
    else:
        content = f'<span class="lines">{escape(cell.words)}</span>'
        if cell.beneath:
            content += f'<span class="beneath lines">{escape(cell.beneath)}</span>'
    label = escape(cell.label)
    return f'<td role="cell" class="{classes}" data-label="{label}">{before}{content}</td>'
