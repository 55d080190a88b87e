"""The page an engineer hands to a colleague: one HTML file that needs no network."""

from stressbump.report.cracks import report_cracks
from stressbump.report.page import report_answer, report_folder

__all__ = ["report_answer", "report_cracks", "report_folder"]
