"""When the layers of a wafer are born, the same in every structure: °C, of what, and the source."""

DIELECTRIC = 400, "deposition of the dielectric", "PECVD or TEOS oxide, 350–400"
PASSIVATION = 350, "deposition of the passivation", "PECVD, 300–400"
PLATED = 25, "bump metal that is not reflowed", "plating bath"
ANNEALED_C = 350
ANNEALED = "sputtered at 200–300, annealed at 400–450; aluminium is soft there"
