"""The file of a logo, as somebody chose it on the desk: what is kept of it, and what is refused."""

import hashlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from subprocessors.admin.logo_drawings import checked_drawing
from subprocessors.admin.logo_pictures import rewritten_picture

LOGO_BYTES = 200_000
#: The first bytes of each kind of picture, and its type.
_STARTS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"<svg": "image/svg+xml",
    b"<?xml": "image/svg+xml",
    b"<!--": "image/svg+xml",
    b"<!DOCTYPE svg": "image/svg+xml",
}


def logo_columns(file):
    """The columns of the Logo that the uploaded ``file`` makes. Raises ValidationError."""
    _refuse_bytes(file.size)
    content = file.read().removeprefix(b"\xef\xbb\xbf").lstrip()
    content_type = _type_of(content, file.name)
    if content_type == "image/svg+xml":
        is_square, touch_icon = checked_drawing(content), b""
    else:
        kind = content_type.removeprefix("image/").upper()
        content, is_square, touch_icon = rewritten_picture(content, kind)
        _refuse_bytes(len(content))
    return {
        "content": content,
        "content_type": content_type,
        "digest": hashlib.sha256(content).hexdigest(),
        "is_square": is_square,
        "touch_icon": touch_icon,
        "touch_digest": hashlib.sha256(touch_icon).hexdigest() if touch_icon else "",
    }


def _refuse_bytes(size):
    if size > LOGO_BYTES:
        raise ValidationError(
            _("The logo has %(size)s bytes; at most %(most)s are allowed. Make it smaller.")
            % {"size": size, "most": LOGO_BYTES}
        )


def _type_of(content, name):
    for start, content_type in _STARTS.items():
        if content.startswith(start):
            return content_type
    raise ValidationError(
        _("%(name)s is neither SVG, PNG nor JPEG. Choose another file.") % {"name": name}
    )
