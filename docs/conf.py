"""Settings of the site: `make docs` builds it into out/docs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import stressbump

project = "stressbump"
copyright = "the authors of stressbump; GPL-3.0-or-later"
version = release = stressbump.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_design",
    "parts.mathml",
    "parts.docstrings",
    "parts.tables",
    "parts.gallery",
    "parts.names",
    "parts.pictures",
]
exclude_patterns = ["**/README.md", "examples", "recipes"]
highlight_language = "none"
default_role = "code"
nitpicky = True
# Types of other projects, and of this one's inside, which the page on Python does not list.
public = "|".join(stressbump.__all__)
nitpick_ignore_regex = [("py:.*", rf"(?!stressbump\.(?:.*\.)?(?:{public})$).*")]

myst_enable_extensions = ["dollarmath", "colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 4
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_member_order = "bysource"
toc_object_entries = False

html_theme = "furo"
html_title = f"stressbump {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_show_sourcelink = html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
