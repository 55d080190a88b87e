"""The page an engineer hands to a colleague: one HTML file that needs no network."""

from stressbump.report.cohesion import report_cohesion
from stressbump.report.cracks import report_cracks
from stressbump.report.joint import report_joint
from stressbump.report.package import report_package
from stressbump.report.page import report_answer, report_folder

__all__ = [
    "report_answer",
    "report_cohesion",
    "report_cracks",
    "report_folder",
    "report_joint",
    "report_package",
]
