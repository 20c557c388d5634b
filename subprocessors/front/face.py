"""The portal's face: colour, logo, links. It applies at once, outside the archive."""

from dataclasses import dataclass

from django.db.models import Case, Exists, F, Value, When

from subprocessors.front import colours
from subprocessors.models.portal import Logo, Portal
from subprocessors.models.publication import Publication

#: The columns of the portal's row that the face is made of. Kept answers hang on the same.
_COLUMNS = (
    *("accent", "accent_dark", "footer_links", "privacy_notice"),
    *("is_sample", "logo__digest", "logo__is_square", "logo__touch_digest"),
)


@dataclass(frozen=True)
class Face:
    """How the portal looks. An empty one is a plain portal, and always works.

    ``privacy_notice`` is the address that stands beside public forms; "" where there are none.
    ``logo`` and ``touch_icon`` are fingerprints. ``organisation`` is known before the first
    publication alone, which states it: afterwards a name that waits must not show.
    """

    accent: str = ""
    accent_dark: str = ""
    footer_links: tuple = ()
    privacy_notice: str = ""
    is_sample: bool = False
    logo: str = ""
    is_logo_square: bool = False
    touch_icon: str = ""
    organisation: str = ""

    @property
    def accents(self):
        """Its colours as two arguments of an address; None where it takes our own."""
        if not (self.accent or self.accent_dark):
            return None
        light, dark = self.accent or colours.ACCENT, self.accent_dark or colours.ACCENT_DARK
        return light[1:].lower(), dark[1:].lower()


def current_face():
    """The portal's face now; an empty one before there is a portal. One query."""
    found = face_rows().first()
    return Face() if found is None else face_of(found)


def face_rows():
    """The columns that a Face is made of, of each portal there is: of the one, or none."""
    is_published = When(Exists(Publication.objects.all()), then=Value(""))
    organisation = Case(is_published, default=F("organisation"))
    return Portal.objects.order_by("pk").values_list(*_COLUMNS, organisation)


def face_of(columns):
    """The Face of a portal with these columns, by ``face_rows``."""
    accent, accent_dark, links, privacy_notice, is_sample, *rest = columns
    logo, is_logo_square, touch_icon, organisation = rest
    return Face(
        accent,
        accent_dark,
        tuple(_links(links)),
        privacy_notice,
        bool(is_sample),
        logo or "",
        bool(is_logo_square),
        touch_icon or "",
        organisation,
    )


def logo_with(digest):
    """The logo whose fingerprint is ``digest``, or None."""
    return Logo.objects.filter(digest=digest).first()


def touch_icon_with(digest):
    """The logo whose icon for phones has the fingerprint ``digest``, or None."""
    return Logo.objects.filter(touch_digest=digest).first()


def _links(lines):
    for line in lines.replace("\x00", "").splitlines():
        words, _bar, address = (piece.strip() for piece in line.partition("|"))
        if words:
            yield {"words": words, "address": address}
