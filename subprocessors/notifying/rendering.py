"""The words of a message, from what it says."""

from django.template.loader import render_to_string

from subprocessors.notifying.composing import Rendered, place
from subprocessors.notifying.link_tokens import (
    ACKNOWLEDGE,
    MANAGE,
    acknowledge_address,
    manage_address,
)
from subprocessors.notifying.notice_content import notice_content


class NoticeRenderer:
    """Renders the notices of ``publication`` that tell some of its ``changes``.

    What is said of a change is the same in each of them, and rendered once.
    """

    def __init__(self, publication, changes, *, is_draft=False):
        self._content = notice_content(publication, changes, is_draft=is_draft)
        self._links = {
            "manage": manage_address(place(MANAGE)),
            "acknowledge": acknowledge_address("..." if is_draft else place(ACKNOWLEDGE)),
        }
        self._blocks = {}

    def notice(self, *, can_leave, positions=None):
        """The Rendered notice of the changes at ``positions`` (None: of all)."""
        content = self._content.telling(positions, can_leave=can_leave)
        text, html = (
            {
                "notice": content,
                "changes": [self._block(kind, one) for one in content.changes],
                **self._links,
            }
            for kind in ("txt", "html")
        )
        return _message("notice", content.subject, text, html)

    def _block(self, kind, one):
        key = (kind, id(one))
        if key not in self._blocks:
            self._blocks[key] = render_to_string(f"mail/_change.{kind}", {"one": one})
        return self._blocks[key]


def rendered_notice(publication, changes, *, can_leave, is_draft=False):
    """The Rendered notice of ``changes`` of ``publication`` (see ``notice_content``)."""
    renderer = NoticeRenderer(publication, changes, is_draft=is_draft)
    return renderer.notice(can_leave=can_leave)


def rendered(name, subject, context):
    """The Rendered message of the templates ``mail/<name>``, plain and HTML."""
    return _message(name, subject, context, context)


def _message(name, subject, for_text, for_html):
    text = render_to_string(f"mail/{name}.txt", for_text)
    html = render_to_string(f"mail/{name}.html", {**for_html, "subject": subject})
    return Rendered(subject, _tidied(text), html.strip() + "\n")


def _tidied(text):
    """Without blanks at the ends of lines, and with one empty line at most between two others."""
    lines = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
