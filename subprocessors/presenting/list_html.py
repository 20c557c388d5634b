"""The rows of the table as HTML: hundreds of lines and thousands of cells, all alike.

Written here rather than in a template, which takes ten times as long for each. Every text is
escaped.
"""

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from subprocessors.wording.elements import short_day_element

#: A text of more characters than this may take more than four lines of a cell.
_LONG = 120


def line_html(line):
    """The ``<tr>`` of a ListLine. Its id is the row's slug."""
    slug, name, lang = escape(line.slug), escape(line.name), _lang(line.language)
    address = escape(reverse("row", args=[line.slug]))
    head = (
        f'<tr role="row" id="{slug}">\n'
        f'<th scope="row" role="rowheader" class="of-name">'
        f'<a class="{_cut("name", line.name)}" href="{address}"><bdi{lang}>{name}</bdi></a>'
    )
    if line.beneath:
        head += f'<span class="beneath"><bdi{lang}>{escape(line.beneath)}</bdi></span>'
    for status in line.statuses:
        head += f'<span class="status">{escape(status)}</span>'
    # Beside the row header, so that the name is read once; for the mouse alone: no tab stop.
    title = escape(_("Link to this row"))
    anchor = (
        f'<a class="anchor" href="#{slug}" title="{title}" tabindex="-1" aria-hidden="true"></a>'
    )
    # What is cut goes on there; the name leads to the same page.
    more = (
        f'<a class="more" href="{address}" tabindex="-1" aria-hidden="true">{escape(_("more"))}</a>'
    )
    first, *others = line.cells
    cells = "\n".join(
        [cell_html(first, anchor, more=more), *(cell_html(cell, more=more) for cell in others)]
    )
    return mark_safe(f"{head}</th>\n{cells}\n</tr>\n")  # noqa: S308


def cell_html(cell, before="", more=""):
    """The ``<td>`` of a ListCell; ``before`` is HTML that its content begins with.

    A long text is there whole; screens show four lines of it, and the link ``more``.
    """
    classes = f"of-{cell.key} empty" if cell.is_empty else f"of-{cell.key}"
    lang = _lang(cell.language)
    if cell.day:
        content = short_day_element(cell.day)
    else:
        content = f'<span class="{_cut("lines", cell.words)}"{lang}>{escape(cell.words)}</span>'
    if cell.beneath:
        words = escape(cell.beneath)
        content += f'<span class="{_cut("beneath lines", cell.beneath)}"{lang}>{words}</span>'
    if max(len(cell.words), len(cell.beneath)) > _LONG:
        content += more
    label = escape(cell.label)
    return f'<td role="cell" class="{classes}" data-label="{label}">{before}{content}</td>'


def _cut(classes, text):
    """The classes of a text, which screens cut after four lines where it is long."""
    return f"{classes} long" if len(text) > _LONG else classes


def _lang(language):
    return f' lang="{escape(language)}"' if language else ""
