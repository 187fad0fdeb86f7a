"""The parts of a workbook, each read for what a person sees in it; `intake.documents.xlsx` puts them together."""
