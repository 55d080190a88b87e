"""Every picture in its own size, shrunk to the page, and leading to itself at full size."""

from pathlib import Path
from typing import Any

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx

CARD = "sd-card-img-top"


def _sized(app: Sphinx, doctree: nodes.document) -> None:
    """Sphinx links a picture to its file where the page says how wide it is."""
    for node in doctree.findall(nodes.image):
        path = Path(app.srcdir) / node["uri"]
        if path.exists() and CARD not in node["classes"]:
            with Image.open(path) as picture:
                node["width"] = f"{picture.width}px"


def setup(app: Sphinx) -> dict[str, Any]:
    """Run once the pictures of a page are found."""
    app.connect("doctree-read", _sized)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
