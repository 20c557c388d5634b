"""The words of a message, from what it says."""

from django.template.loader import render_to_string

from subprocessors.notifying.composing import Rendered, place
from subprocessors.notifying.notice_content import notice_content


def rendered_notice(publication, changes, *, can_leave):
    """The Rendered notice of ``changes`` of ``publication`` (see ``notice_content``)."""
    content = notice_content(publication, changes, can_leave=can_leave)
    context = {"notice": content, "manage": place("manage")}
    text = render_to_string("mail/notice.txt", context)
    return Rendered(content.subject, _tidied(text))


def _tidied(text):
    """Without blanks at the ends of lines, and with one empty line at most between two others."""
    lines = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
