"""A reading that is only a suggestion: of a file whose form we cannot see as a person does."""

from dataclasses import replace

from intake.model.assessment import Assessment, Verdict

SUGGESTED = "It was read from the fields of a PDF: a suggestion, to be compared with the file."
JUDGED = frozenset({Verdict.COMPLETE, Verdict.INCOMPLETE})


def as_suggestion(assessment: Assessment) -> Assessment:
    """For a person, whatever it says: nothing is missing for sure, and nothing is complete."""
    verdict = Verdict.UNCLEAR if assessment.verdict in JUDGED else assessment.verdict
    known = {gap.field for gap in assessment.doubts}
    doubts = (*assessment.doubts, *(gap for gap in assessment.missing if gap.field not in known))
    return replace(assessment, verdict=verdict, missing=(), doubts=doubts, warnings=(*assessment.warnings, SUGGESTED))
