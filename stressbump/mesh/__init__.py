"""From a section to six-node triangles with named regions."""
