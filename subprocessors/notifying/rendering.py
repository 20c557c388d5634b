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


def rendered_notice(publication, changes, *, can_leave, is_draft=False):
    """The Rendered notice of ``changes`` of ``publication`` (see ``notice_content``)."""
    content = notice_content(publication, changes, can_leave=can_leave, is_draft=is_draft)
    context = {
        "notice": content,
        "manage": manage_address(place(MANAGE)),
        "acknowledge": acknowledge_address("..." if is_draft else place(ACKNOWLEDGE)),
    }
    return rendered("notice", content.subject, context)


def rendered(name, subject, context):
    """The Rendered message of the templates ``mail/<name>``, plain and HTML."""
    text = render_to_string(f"mail/{name}.txt", context)
    html = render_to_string(f"mail/{name}.html", {**context, "subject": subject})
    return Rendered(subject, _tidied(text), html.strip() + "\n")


def _tidied(text):
    """Without blanks at the ends of lines, and with one empty line at most between two others."""
    lines = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
