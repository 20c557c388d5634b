"""axe-core on a page, in the looks that people have."""

from importlib.resources import files

SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
#: What a page is looked at in; Playwright's options.
LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "320 px": {"viewport": {"width": 320, "height": 800}},
    "forced colours": {"viewport": {"width": 1280, "height": 800}, "forced_colors": "active"},
}
#: Only these rules can say something else where nothing but colours differs from "light".
_OF_COLOURS = ("color-contrast", "link-in-text-block")
_RUN = """async rules => (await axe.run(rules ? {runOnly: rules} : {})).violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}`))"""


def violations(page, look="light"):
    """What axe finds wrong with the page as it stands: "rule: selector" of each."""
    page.evaluate(SCRIPT)
    differs_in_colours = look in ("dark", "forced colours")
    return page.evaluate(_RUN, list(_OF_COLOURS) if differs_in_colours else None)


def violations_of(page, portal, addresses, look="light"):
    """The same of each of the ``addresses`` of the ``portal``, with the address before it."""
    found = []
    for address in addresses:
        page.goto(portal + address)
        found += [f"{address} {violation}" for violation in violations(page, look)]
    return found
