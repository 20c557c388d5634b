"""``python -m benchmarks.audit.pictures [NAME...]``: pictures of the demo in docs/pictures/.

Every public page and the main pages of the desk, or those named; light and dark, three widths.
The four of the README are taken at the size of a screen and are kept in the repository; the rest,
and ``all.html`` that shows it at a glance, are made when wanted. The bar that says it is a sample
is left out.
"""

import sys
from html import escape

from benchmarks.audit.pages import DESK_PAGES, PUBLIC_PAGES
from benchmarks.audit.portals import PASSWORD, served_demo
from tests.browsing import follow, started, watched_page
from tests.served import ROOT

FOLDER = ROOT / "docs" / "pictures"
WIDTHS = {375: 812, 768: 1024, 1280: 800}
TALLEST = 2400  # pixels; what follows below looks the same
#: The README's, as (page, width, light or dark).
IN_README = {
    "readme-list.png": ("list", 1280, "light"),
    "readme-phone.png": ("list", 375, "light"),
    "readme-log.png": ("log", 1280, "dark"),
    "readme-review.png": ("desk-review", 1280, "light"),
}


def main(names):
    FOLDER.mkdir(exist_ok=True)
    pages = {
        name: address
        for name, address in {**PUBLIC_PAGES, **DESK_PAGES}.items()
        if not names or name in names
    }
    with served_demo() as portal, started() as browser:
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                options = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
                with watched_page(browser, **options) as page:
                    take_all(page, portal, pages, f"{width}-{scheme}")
        for file, (name, width, scheme) in IN_README.items():
            if name in pages:
                size = {"width": width, "height": WIDTHS[width]}
                with watched_page(browser, viewport=size, color_scheme=scheme) as page:
                    open_page(page, portal, name)
                    page.screenshot(path=FOLDER / file)
    (FOLDER / "all.html").write_text(overview(), encoding="utf-8")
    print(f"Pictures of {len(pages)} pages are in {FOLDER}; all.html shows them.")


def take_all(page, portal, pages, ending):
    for name in pages:
        open_page(page, portal, name)
        tall = page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": min(tall, TALLEST)}
        page.screenshot(path=FOLDER / f"{name}-{ending}.png", full_page=True, clip=clip)


def open_page(page, portal, name):
    """Opens the page ``name``, signed in where that is asked; takes the sample's bar off."""
    address = PUBLIC_PAGES.get(name) or DESK_PAGES[name]
    page.goto(portal + address)
    if page.locator("#id_username").count():
        page.locator("#id_username").fill("admin")
        page.locator("#id_password").fill(PASSWORD)
        follow(page, "[type=submit]")
    page.evaluate("document.querySelectorAll('.bar, .sample').forEach(bar => bar.remove())")


def overview():
    """A page with all the pictures, small."""
    shown = "".join(
        f'<a href="{escape(path.name)}"><img src="{escape(path.name)}" alt="{escape(path.stem)}"'
        ' loading="lazy" width="300"></a>\n'
        for path in sorted(FOLDER.glob("*.png"))
    )
    return f"<!doctype html><meta charset=utf-8><title>Pictures</title>\n{shown}"


if __name__ == "__main__":
    main(sys.argv[1:])
