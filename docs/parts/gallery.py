"""One page per study: every studies/NAME.md is a page of the site, with its figure and its inputs.

`docs/studies` is a link to the folder, so that a new study needs no edit here.
"""

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from parts.writing import Written

KINDS = {".toml": "toml", ".py": "python"}
FOLDER = "studies"
SIBLING = re.compile(r"(?<!!)\[([^]]*)\]\((\w+)\.md(?:#[^)]*)?\)")
PAGE = re.compile(r"(?<!!)\[([^]]*)\]\(\.\./docs/(\w+)\.md\)")
NO_PROSE = re.compile(r"[#!|`:<]|[-*] ")


def pages(docs: Path) -> list[Path]:
    """The pages of all studies there are, by name."""
    return sorted(p for p in (docs / FOLDER).glob("*.md") if p.stem != "README")


class Gallery(Written):
    """`{gallery}`: a card per study, with its figure, title and first paragraph; and a toctree."""

    def text(self, docs: Path) -> str:
        """The cards."""
        return cards(docs)


def cards(docs: Path) -> str:
    """Markdown of the gallery, or a line where there is no study."""
    found = pages(docs)
    if not found:
        return "No study is here yet."
    grid = ["::::{grid} 1 1 2 2", ":gutter: 3", *map(_card, found), "::::"]
    names = (f"{FOLDER}/{page.stem}" for page in found)
    return "\n".join([*grid, "```{toctree}", ":hidden:", "", *names, "```"])


def _card(page: Path) -> str:
    title, rest = _opening(page.read_text(encoding="utf-8"), page.stem)
    picture = page.with_suffix(".png")
    lines = [f":::{{grid-item-card}} {title}", f":link: {FOLDER}/{page.stem}", ":link-type: doc"]
    if picture.exists():
        lines += [f":img-top: {FOLDER}/{picture.name}", f":img-alt: {title}"]
    return "\n".join([*lines, "", rest, ":::"])


def _opening(text: str, stem: str) -> tuple[str, str]:
    """The title, and the first paragraph of prose with its links and marks taken off."""
    title = next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), stem)
    prose = (p for p in text.split("\n\n") if p.strip() and not NO_PROSE.match(p.lstrip()))
    first = " ".join(next(prose, "").split())
    return title, re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", first)


def _read(app: Sphinx, docname: str, source: list[str]) -> None:
    folder, _, stem = docname.partition("/")
    if folder == FOLDER and stem:
        source[0] = completed(Path(app.srcdir) / FOLDER / stem, source[0])


def completed(study: Path, text: str) -> str:
    """A study's page with its figure below the title, its files below all, its links set right.

    Links are written from studies/ and followed from docs/studies/, where one study finds another, or
    a page of the site, by its name alone: the path of a link in the folder leads out of the site.
    """
    picture = study.with_suffix(".png")
    if picture.name not in text and picture.exists():
        title, _, rest = text.partition("\n")
        text = f"{title}\n\n![{title.lstrip('# ')}]({picture.name})\n{rest}"
    text = SIBLING.sub(lambda m: _named(m[1], m[2]), text)
    text = PAGE.sub(lambda m: f"{{doc}}`{m[1]} </{m[2]}>`", text)
    text = re.sub(r"\]\(\.\./(docs/)?", lambda m: "](../" if m[1] else "](../../", text)
    files = [path for end in KINDS if (path := study.with_suffix(end)).exists()]
    head = ["\n## The study's files\n"] if files else []
    return "\n".join([text, *head, *map(_file, files)])


def _named(words: str, stem: str) -> str:
    target = f"/{FOLDER}/{stem}"
    return f"{{doc}}`{words} <{target}>`" if words else f"{{doc}}`{target}`"


def _file(path: Path) -> str:
    shown = f"```{{literalinclude}} {path.name}\n:language: {KINDS[path.suffix]}\n```"
    return f":::{{dropdown}} {path.parent.name}/{path.name}\n{shown}\n:::\n"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, and complete the studies' pages as they are read."""
    app.add_directive("gallery", Gallery)
    app.connect("source-read", _read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
