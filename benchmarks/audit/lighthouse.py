"""Lighthouse's four scores of a page, on a phone and on a desk."""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.audit.npm_tools import LIGHTHOUSE
from tests.browsing import executable

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SCREENS = {"phone": [], "desk": ["--preset=desktop"]}
FLAGS = "--headless=new --disable-gpu --disable-background-networking --disable-dev-shm-usage"


def scores(address, screen, *, runs):
    """Scores (0 to 100) by category, and the audits that cost points; performance is a median."""
    reports = [_report(address, screen) for _run in range(runs)]
    found = {name: _score(reports[-1], name) for name in CATEGORIES}
    found["performance"] = median(_score(report, "performance") for report in reports)
    return found, sorted({why for report in reports for why in _faults(report)})


def _report(address, screen):
    flags = FLAGS + (" --no-sandbox" if os.geteuid() == 0 else "")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        words = [str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={file}"]
        words += ["--no-enable-error-reporting", f"--chrome-flags={flags}", *SCREENS[screen]]
        words += [f"--only-categories={','.join(CATEGORIES)}"]
        variables = {**os.environ, "CHROME_PATH": executable()}
        for is_last in (False, True):  # once in a while it misses the start of a page, and says so
            done = subprocess.run(words, env=variables, check=is_last, stdin=subprocess.DEVNULL)
            if done.returncode == 0:
                break
        return json.loads(file.read_text(encoding="utf-8"))


def _score(report, name):
    return round(100 * (report["categories"][name]["score"] or 0))


def _faults(report):
    for name in CATEGORIES:
        if _score(report, name) == 100:
            continue
        for audit in report["categories"][name]["auditRefs"]:
            one = report["audits"][audit["id"]]
            if audit["weight"] and one["score"] is not None and one["score"] < 0.9:
                shown = one.get("displayValue", "")
                yield f"{name}: {one['title']} {shown}".strip()
