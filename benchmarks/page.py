"""How long a report's page takes to open, and how many frames a second it draws while panning.

    python -m benchmarks.page report.html [more pages] [--record]

Headless Chromium opens each page anew three times, from the start of its navigation until the live section
has been drawn; the shortest counts. Then the section is moved by a few pixels in every frame, alone and
beside another. Without a graphics card WebGL is computed by the processor: then this is a lower bound.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.record import record, words

OPENINGS = 3
SECONDS = 4.0
LIMIT = 120_000  # ms that a page may take on a busy machine
VIEW = {"width": 1250, "height": 900}
# to the frame after the one in which the section is drawn
OPENED = """async () => { await window.stressbump;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now(); }"""
PANNED = """async ([layout, seconds]) => { const viewer = await window.stressbump;
  const choice = document.querySelector('#viewer [data-is="layout"]');
  choice.value = layout; choice.dispatchEvent(new Event("change", { bubbles: true }));
  const [first, start] = [viewer.frames(), performance.now()]; let step = 0;
  while (performance.now() - start < 1000 * seconds) {
    viewer.pan(step++ % 40 < 20 ? 4 : -4, 0);
    await new Promise((done) => requestAnimationFrame(done));
  }
  return (viewer.frames() - first) / (performance.now() - start) * 1000; }"""


@contextmanager
def tab(page: Path) -> Iterator[Page]:
    """The page in a browser of its own: one before it may still be busy drawing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(os.environ.get("CHROMIUM", "chromium")),
            args=["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
        )
        tab = browser.new_page(viewport=VIEW)
        tab.goto(page.resolve().as_uri(), timeout=LIMIT)
        tab.wait_for_selector("#viewer.ready", timeout=LIMIT)
        yield tab
        browser.close()


def opening(page: Path) -> float:
    """The shortest time until the page stands, s."""
    times = []
    for _ in range(OPENINGS):
        with tab(page) as opened:
            times.append(float(opened.evaluate(OPENED)) / 1000)
    return min(times)


def frames(page: Path, layout: str) -> float:
    """Frames per second while the section moves."""
    with tab(page) as opened:
        return float(opened.evaluate(PANNED, [layout, SECONDS]))


COLUMNS = {"page": "{}", "MB": "{:.1f}", "opens, s": "{:.1f}"}
COLUMNS |= {"frames/s, one stack": "{:.0f}", "frames/s, side by side": "{:.0f}"}


def main(pages: list[str]) -> None:
    """A row for each page."""
    rows = [
        (
            page.parent.name,
            page.stat().st_size / 1e6,
            opening(page),
            *(frames(page, layout) for layout in ("one", "side")),
        )
        for page in map(Path, pages)
    ]
    record("page", COLUMNS, rows)


if __name__ == "__main__":
    main(words())
