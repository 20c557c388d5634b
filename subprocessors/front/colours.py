"""Whether a brand's colour can be read on the page, and what to do where it cannot.

Plain Python. Colours are "#rrggbb".
"""

#: The grounds of the page, and the accents that stand until a company chooses its own.
GROUND, GROUND_DARK = "#ffffff", "#141513"
INK, INK_DARK = "#1b1b18", "#ecece6"
ACCENT, ACCENT_DARK = "#1d4ed8", "#9db8ff"
#: WCAG 2.2, 1.4.3 (text) and 1.4.11 (what is not text, such as a focus ring).
ENOUGH_FOR_TEXT, ENOUGH_FOR_RULES = 4.5, 3.0


def luminance(colour):
    """Relative luminance of a colour, from 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def properties(accent, *, ground, ink):
    """The accent's custom properties on this ground: ``{"--link": "#...", ...}``.

    Links, and the ring of what has the focus, take the accent only where it can be seen;
    else they stay ink, and the accent becomes a rule under the head of the page. A button
    always has the accent as its ground, and words that can be read on it.
    """
    ratio = contrast(accent, ground)
    is_legible = ratio >= ENOUGH_FOR_TEXT
    return {
        "--link": accent if is_legible else ink,
        "--focus": accent if ratio >= ENOUGH_FOR_RULES else ink,
        "--rule": "transparent" if is_legible else accent,
        "--button": accent,
        "--button-words": max(("#ffffff", "#000000"), key=lambda words: contrast(words, accent)),
    }


def stylesheet(accent, accent_dark):
    """A stylesheet that gives the page these accents, on light and on dark ground."""
    light = _block(properties(accent, ground=GROUND, ink=INK))
    dark = _block(properties(accent_dark, ground=GROUND_DARK, ink=INK_DARK))
    return (
        f":root {{{light}}}\n"
        f"@media screen and (prefers-color-scheme: dark) {{\n:root:not(.light) {{{dark}}}\n}}\n"
    )


def _block(values):
    return " ".join(f"{name}: {value};" for name, value in values.items())
