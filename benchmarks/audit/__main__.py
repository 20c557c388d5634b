"""Looks at the pages of the demo, as programs look at them; exit 1 where one finds a fault.

    python -m benchmarks.audit                           all of it, in about half an hour
    python -m benchmarks.audit sizes axe markup          the parts that take no measure of time
    python -m benchmarks.audit lighthouse --runs 1       a try-out: performance is noisy
    python -m benchmarks.audit --write docs/audit.md     writes the tables there

What is printed is Markdown; ``--write`` puts it between the two marks of that file.
"""

import argparse
import re
import sys
from datetime import date
from pathlib import Path

from benchmarks.audit.axe import LOOKS, SCRIPT, violations_of
from benchmarks.audit.first_visit import LIMITS, visit_first
from benchmarks.audit.lighthouse import CATEGORIES, SCREENS, scores
from benchmarks.audit.markup import markup_faults
from benchmarks.audit.npm_tools import install_npm_tools
from benchmarks.audit.pages import AUDITED, PUBLIC_PAGES
from benchmarks.audit.portals import served_demo
from tests.browsing import started, watched_page

ROWS, MANY_ROWS = 60, 500
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="all of them if none")
    parser.add_argument("--runs", type=int, default=3, help="of Lighthouse a page; an odd number")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write into this file as well")
    options = parser.parse_args()
    if {"markup", "lighthouse"} & set(options.parts or PARTS):
        install_npm_tools()
    lines, faults = [f"Measured on {date.today():%-d %B %Y}."], []
    with served_demo(ROWS) as portal:
        for name in options.parts or PARTS:
            said, found = PARTS[name](portal, options)
            print("\n".join(["", *said]), flush=True)
            lines += ["", *said]
            faults += found
    if faults:
        lines += ["", "Faults:", "", *(f"- {fault}" for fault in faults)]
        print("\n".join(["", *(f"- {fault}" for fault in faults)]))
    if options.write:
        text = options.write.read_text(encoding="utf-8")
        body = "\n".join(lines)
        between = re.compile(f"{BEGIN}.*{END}", re.DOTALL)
        text = between.sub(lambda _found: f"{BEGIN}\n{body}\n{END}", text)
        options.write.write_text(text, encoding="utf-8")
    sys.exit(1 if faults else 0)


def look_at_sizes(portal, options):
    """The first visit of the list of 60 rows."""
    with started() as browser, watched_page(browser) as page:
        sizes, hosts, moved = visit_first(page, f"{portal}/subprocessors/")
    said = ["| first visit, 60 rows | measured | limit |", "|---|---|---|"]
    said += [f"| {kind} | {sizes[kind]:.1f} KiB | {LIMITS[kind]} KiB |" for kind in LIMITS]
    said += [f"| hosts asked | {len(hosts)} | 1 |", f"| layout shift | {moved} | 0 |"]
    faults = [f"{kind} is {sizes[kind]:.1f} KiB" for kind in LIMITS if sizes[kind] > LIMITS[kind]]
    faults += [f"asked {host}" for host in hosts if not portal.endswith(host)]
    faults += [f"the page moves by {moved}"] if moved else []
    return said, faults


def look_with_axe(portal, options):
    """axe on every public page, in each look, of 60 rows and of 500."""
    version = re.search(r"axe v([\d.]+)", SCRIPT)[1]
    said = [f"| axe-core {version} | rows | pages | violations |", "|---|---|---|---|"]
    faults = []
    with served_demo(MANY_ROWS) as large, started() as browser:
        for rows, address in ((ROWS, portal), (MANY_ROWS, large)):
            for look, settings in LOOKS.items():
                with watched_page(browser, **settings) as page:
                    found = violations_of(page, address, PUBLIC_PAGES.values(), look)
                said.append(f"| {look} | {rows} | {len(PUBLIC_PAGES)} | {len(found)} |")
                faults += [f"axe, {look}, {rows} rows: {one}" for one in found]
    return said, faults


def look_at_markup(portal, options):
    """The Nu HTML checker on every public page."""
    found = markup_faults(portal, PUBLIC_PAGES.values())
    said = ["| Nu HTML checker | pages | errors and warnings |", "|---|---|---|"]
    said.append(f"| roles of tables allowed | {len(PUBLIC_PAGES)} | {len(found)} |")
    return said, [f"Nu: {one}" for one in found]


def look_with_lighthouse(portal, options):
    """Lighthouse on the pages that matter most."""
    said = [
        "| Lighthouse | screen | performance | accessibility | best practices | SEO |",
        "|---|---|---|---|---|---|",
    ]
    faults = []
    for name in AUDITED:
        for screen in SCREENS:
            address = PUBLIC_PAGES[name]
            found, why = scores(portal + address, screen, runs=options.runs)
            shown = " | ".join(f"{found[category]:g}" for category in CATEGORIES)
            said.append(f"| `{address}` | {screen} | {shown} |")
            print(said[-1], *why, sep="\n  ", file=sys.stderr, flush=True)
            if min(found.values()) < 100:
                faults.append(f"Lighthouse, {address}, {screen}: {'; '.join(why) or found}")
    return said, faults


PARTS = {
    "sizes": look_at_sizes,
    "axe": look_with_axe,
    "markup": look_at_markup,
    "lighthouse": look_with_lighthouse,
}

if __name__ == "__main__":
    main()
