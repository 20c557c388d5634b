"""What becomes of an accent that cannot be read on the page, said when it is saved."""

from django.utils.translation import gettext as _

from subprocessors.front import colours


def faint_accents(accent, accent_dark):
    """A sentence for each of the two colours ("" for our own) that links cannot take."""
    grounds = (
        (accent, colours.GROUND, _("on white")),
        (accent_dark, colours.GROUND_DARK, _("on dark ground")),
    )
    for colour, ground, where in grounds:
        ratio = colours.contrast(colour, ground) if colour else colours.ENOUGH_FOR_TEXT
        if ratio < colours.ENOUGH_FOR_TEXT:
            yield _(
                "%(colour)s %(where)s has a contrast of %(ratio)s to 1, and text needs %(enough)s."
                " Links stay in the colour of the text; the accent stands as a line under the head"
                " of each page, and on buttons."
            ) % {
                "colour": colour,
                "where": where,
                "ratio": f"{int(ratio * 10) / 10:.1f}",
                "enough": colours.ENOUGH_FOR_TEXT,
            }
