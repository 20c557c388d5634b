"""The portal's face: colour, logo, links. It applies at once, outside the archive."""

from dataclasses import dataclass

from subprocessors.front import colours
from subprocessors.models.portal import Logo, Portal

#: The columns of the portal's row that the face is made of. Kept answers hang on the same.
FACE_COLUMNS = (
    *("accent", "accent_dark", "footer_links", "privacy_notice"),
    *("is_sample", "logo__digest"),
)


@dataclass(frozen=True)
class Face:
    """How the portal looks. An empty one is a plain portal, and always works.

    ``privacy_notice`` is the address that stands beside public forms; "" where there are none.
    """

    accent: str = ""
    accent_dark: str = ""
    footer_links: tuple = ()
    privacy_notice: str = ""
    is_sample: bool = False
    logo: str = ""

    @property
    def accents(self):
        """Its colours as two arguments of an address; None where it takes our own."""
        if not (self.accent or self.accent_dark):
            return None
        light, dark = self.accent or colours.ACCENT, self.accent_dark or colours.ACCENT_DARK
        return light[1:].lower(), dark[1:].lower()


def current_face():
    """The portal's face now; an empty one before there is a portal. One query."""
    found = Portal.objects.values_list(*FACE_COLUMNS).first()
    return Face() if found is None else face_of(found)


def face_of(columns):
    """The Face of a portal with these columns, by ``FACE_COLUMNS``."""
    accent, accent_dark, links, privacy_notice, is_sample, logo = columns
    return Face(
        accent,
        accent_dark,
        tuple(_links(links)),
        privacy_notice,
        bool(is_sample),
        logo or "",
    )


def logo_with(digest):
    """The logo whose fingerprint is ``digest``, or None."""
    return Logo.objects.filter(digest=digest).first()


def _links(lines):
    for line in lines.replace("\x00", "").splitlines():
        words, _bar, address = (piece.strip() for piece in line.partition("|"))
        if words:
            yield {"words": words, "address": address}
