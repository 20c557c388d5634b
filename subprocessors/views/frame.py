"""Every page stands in the same frame: face, navigation, colophon."""

import contextlib
from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from subprocessors.front.face import Face, current_face
from subprocessors.models.list_on_day import newest_list


@dataclass(frozen=True)
class Preview:
    """That a page shows what is not published yet.

    ``notice`` is the sentence that stands above the page; ``changes`` are the candidate's
    Changes, each with its ``publication`` set, none of them saved; ``controls`` is what the
    desk's template of the bar needs to show another page or day.
    """

    notice: str
    changes: tuple = ()
    controls: object = None


def framed(
    request, template, context=None, *, shown=None, preview=None, section="", status=200, face=None
):
    """The page ``template`` in the portal's frame. One query, for the face, unless given.

    ``shown`` is the ListOnDay whose facts head the page and whose version stands in the
    colophon (None before the first publication); ``preview`` a Preview; ``section`` which of
    "list", "changes", "follow" the page belongs to.
    """
    frame = {
        "face": current_face() if face is None else face,
        "shown": shown,
        "preview": preview,
        "section": section,
        "canonical": None if preview else settings.PUBLIC_URL + request.path,
    }
    return render(request, template, {**frame, **(context or {})}, status=status)


def frame_of_a_failure():
    """Face and list for an error page, as far as they can be read."""
    face, shown = Face(), None
    with contextlib.suppress(Exception):
        face = current_face()
        shown = newest_list(at=timezone.now())
    return {"face": face, "shown": shown}
