"""The names of the default measures, by what they are of."""

# What is told first of a region, and of an interface
HEADLINES = (
    "mean von Mises stress",
    "95th percentile first principal stress",
    "95th percentile film stress",
)
EDGES = ("edge opening traction", "edge shear traction")
# All of a region, of a film, of a bonded face and at its edges
OF_REGION = (
    "mean von Mises stress",
    "95th percentile von Mises stress",
    "mean first principal stress",
    "95th percentile first principal stress",
    "mean in-plane stress",
)
RAW_MAXIMUM = "raw maximum von Mises stress"
OF_FILM = ("mean film stress", "95th percentile film stress", "largest film stress")
RESULTANTS = ("normal force N", "shear force V", "moment M")
OF_EDGE = ("edge normal traction", "edge opening traction", "edge shear traction")
OVERLAP = "overlap of a free face"
CURVATURE, SAGITTA, DIMPLE, WARPAGE = BOW = ("curvature", "sagitta", "dimple", "warpage")
BEYOND_YIELD = "volume beyond yield"
ENERGY, WHOLE = "elastic energy", "whole stack"
# What not every section has: a film, an interface that ends, a face that is not bonded, a bow, metal
SOMETIMES = (*OF_FILM, *OF_EDGE, OVERLAP, *BOW, BEYOND_YIELD)
