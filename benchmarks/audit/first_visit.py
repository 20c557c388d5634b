"""What a browser fetches on its first visit of a page, and whether anything moves in it."""

from urllib.parse import urlsplit

#: KiB, compressed, that the first visit of a list of 60 rows may take.
LIMITS = {"html": 10, "css": 7, "js": 4}
WATCH = """new PerformanceObserver(list => {
  for (const shift of list.getEntries()) window.moved = (window.moved || 0) + shift.value;
}).observe({type: "layout-shift", buffered: true})"""
_ENTRIES = """() => [...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource")].map(entry => [entry.name, entry.encodedBodySize])"""


def visit_first(page, address):
    """Opens ``address`` in a fresh ``page``; gives KiB by kind, the hosts asked, and the CLS."""
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(300)
    sizes = dict.fromkeys(LIMITS, 0)
    for name, size in page.evaluate(_ENTRIES):
        kind = urlsplit(name).path.rpartition(".")[2]
        sizes[kind if kind in sizes else "html"] += size / 1024
    return sizes, hosts, page.evaluate("window.moved || 0")
