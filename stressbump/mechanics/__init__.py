"""From a mesh to displacements and stresses under any loads."""
