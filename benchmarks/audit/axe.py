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
_RUN = """async () => (await axe.run()).violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}`))"""


def violations(page):
    """What axe finds wrong with the page as it stands: "rule: selector" of each."""
    page.evaluate(SCRIPT)
    return page.evaluate(_RUN)


def violations_of(page, portal, addresses):
    """The same of each of the ``addresses`` of the ``portal``, with the address before it."""
    found = []
    for address in addresses:
        page.goto(portal + address)
        found += [f"{address} {violation}" for violation in violations(page)]
    return found
