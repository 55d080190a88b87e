"""Pages in a real browser that draws without a graphics card."""

import os
import shutil
from contextlib import contextmanager

import pytest

PROGRAM = shutil.which(os.environ.get("CHROMIUM", "chromium"))
needed = pytest.mark.skipif(PROGRAM is None, reason="no browser: apt-get install chromium")
SOFTWARE = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


@contextmanager
def launched():
    """A browser, for as long as it is wanted."""
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=SOFTWARE)
        yield browser
        browser.close()


def opened(browser, path, ready, **options):
    """A tab that shows a page once `ready` is there, with everything it said and asked for."""
    tab = browser.new_page(viewport={"width": 1200, "height": 900}, **options)
    tab.said, tab.asked = [], []
    tab.on("console", lambda message: tab.said.append(message.text))
    tab.on("pageerror", lambda error: tab.said.append(str(error)))
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.goto(path.as_uri())
    tab.wait_for_selector(ready, timeout=60_000)
    return tab
