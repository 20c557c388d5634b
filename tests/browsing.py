"""An installed Chromium for tests: found, started, and watched."""

import os
import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable():
    """The path of an installed Chromium; skips the test, or fails it under REQUIRE_BROWSER=1."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    reason = f"no Chromium is installed (looked for {', '.join(NAMES)})"
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(f"REQUIRE_BROWSER=1, but {reason}")
    pytest.skip(f"Browser tests left out: {reason}")


@contextmanager
def started():
    """A running browser. Nothing of it leaves the machine by itself."""
    path = executable()
    args = ["--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        args.append("--no-sandbox")  # Chromium refuses to run as root with one
    with sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, which Django takes for an async view.
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        browser = playwright.chromium.launch(executable_path=path, args=args)
        try:
            yield browser
        finally:
            browser.close()
            if before is None:
                del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def watched_page(browser, **options):
    """A page of its own context; on leaving, fails where it asked another host or broke.

    ``options`` are Playwright's for a context, such as ``viewport`` or ``color_scheme``.
    """
    context = browser.new_context(**{"locale": "en-GB", "timezone_id": "UTC", **options})
    page = context.new_page()
    strangers, faults = [], []
    page.on("request", lambda request: _is_local(request.url) or strangers.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: "Content Security Policy" in line.text and faults.append(line.text),
    )
    try:
        yield page
    finally:
        context.close()
    assert strangers == [], "the page asked another host"
    assert faults == [], "the page broke a rule of its own"


def follow(page, link):
    """Click ``link``, a selector or a locator, and wait for the page that it leads to.

    A click returns before the next page is there: whoever looks at once may still see the old
    page, or none.
    """
    with page.expect_navigation():
        (page.locator(link) if isinstance(link, str) else link).click()


def _is_local(url):
    parts = urlsplit(url)
    return parts.scheme in ("data", "about", "blob") or parts.hostname in ("localhost", "127.0.0.1")
