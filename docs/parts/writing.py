"""A directive that writes Markdown at build time."""

from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective


class Written(SphinxDirective):
    """Subclasses say in `text` what would stand in the page, had somebody typed it."""

    def text(self, docs: Path) -> str:
        """Markdown; `docs` is the folder of the pages."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """The nodes of that text. What it is made of lies outside the page, so it is always reread."""
        self.env.note_reread()
        holder = nodes.container()
        where = f"<{self.name}>"
        lines = StringList(self.text(Path(self.env.srcdir)).splitlines(), where)
        self.state.nested_parse(lines, self.content_offset, holder)
        return holder.children


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; bars inside of cells are escaped."""
    head = list(columns)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in lines)


def code(text: str) -> str:
    """Text as code, or nothing for none."""
    return f"`{text}`" if text else ""
