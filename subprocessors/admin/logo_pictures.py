"""A logo in PNG or JPEG: decoded and written anew, so that nothing but its pixels is kept."""

import io
import struct
import warnings
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

#: Pixels a side. It is shown at most 28 pixels high; 2,000 leave room for any screen and for print.
MOST_PIXELS = 2_000
#: A logo no wider than this, by its height, or the other way round, also serves as an icon.
_SQUARE_ENOUGH = 1.25
#: What phones show of a page on their first screen, in pixels a side.
TOUCH_ICON_PIXELS = 180
#: Modes in which a PNG is kept as it is: bits, greys, colours of a palette, colours.
_PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
#: What Pillow raises for files that are cut off or made up.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, IndexError)


def rewritten_picture(content, kind):
    """The picture ``content`` (bytes; ``kind`` "PNG" or "JPEG") as Pillow writes it, and an icon.

    Gives ``(content, is_square, touch_icon)``: ``touch_icon`` is a PNG, b"" where the picture is
    not about square. Metadata is left out; a photograph stands as its camera meant it to.
    Raises ValidationError for what is broken, and, before it is decoded, for what is too large.
    """
    picture = _decoded(content, kind)
    touch_icon = _touch_icon(picture) if is_about_square(*picture.size) else b""
    return _written(picture, kind), bool(touch_icon), touch_icon


def is_about_square(width, height):
    """Whether a logo of this size can be told from others as a small icon."""
    return max(width, height) <= _SQUARE_ENOUGH * min(width, height)


def _decoded(content, kind):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=[kind])
            _refuse_size(*picture.size)  # known from the head of the file
            picture.load()
            return ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except _BROKEN as error:
        raise ValidationError(
            _("The logo is broken: not all of it can be read. Save it again, or choose another.")
        ) from error


def _refuse_size(width, height):
    if max(width, height) > MOST_PIXELS:
        raise _too_large(_("The logo is %(width)d x %(height)d pixels."), width, height)


def _too_large(begins="", width=0, height=0):
    begins = begins or _("The logo has too many pixels.")
    words = _("%(begins)s At most %(most)d a side are taken. Make it smaller.")
    begins = begins % {"width": width, "height": height}
    return ValidationError(words % {"begins": begins, "most": MOST_PIXELS})


def _written(picture, kind):
    if kind == "JPEG":
        return _saved(picture.convert("RGB"), {}, "JPEG", quality=90)
    if picture.mode not in _PNG_MODES:
        picture = picture.convert("RGBA")
    # The palette's transparent colour belongs to the pixels; all else there is metadata.
    info = {key: value for key, value in picture.info.items() if key == "transparency"}
    return _saved(picture, info, "PNG")


def _touch_icon(picture):
    """The picture on white: phones paint what is transparent black."""
    side = TOUCH_ICON_PIXELS
    picture = ImageOps.contain(picture.convert("RGBA"), (side, side))
    icon = Image.new("RGBA", (side, side), "white")
    icon.alpha_composite(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return _saved(icon.convert("RGB"), {}, "PNG")


def _saved(picture, info, kind, **options):
    picture.info = info
    file = io.BytesIO()
    picture.save(file, kind, optimize=True, **options)
    return file.getvalue()
