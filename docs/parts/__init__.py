"""What the site adds to Sphinx: MathML, tables made at build time, the gallery, plain docstrings."""
