from intake.cli.shapes import file_line
from intake.model.assessment import Assessment, Verdict
from intake.model.decision import ExaminedFile
from intake.model.document import Document, FileType, Remark, RemarkCode
from intake.model.message import Attachment
from intake.model.reading import Reading, Standing
from intake.notices import wording


def test_what_the_reader_noticed_is_a_warning_said_once() -> None:
    remarks = (Remark(RemarkCode.HIDDEN_ROWS, "Form!3:3"), Remark(RemarkCode.HIDDEN_ROWS, "Form!4:4"))
    examined = ExaminedFile(
        attachment=Attachment(name="form.xlsx", path="form.xlsx", content=b"", type=FileType.XLSX),
        assessments=(Assessment(reading=Reading(standing=Standing.FORM), verdict=Verdict.COMPLETE),),
        document=Document(type=FileType.XLSX, stories=(), remarks=(*remarks, Remark(RemarkCode.COMMENT))),
    )
    assert file_line("form.xlsx", examined, {})["warnings"] == [
        wording.REMARKS[RemarkCode.HIDDEN_ROWS],
        wording.REMARKS[RemarkCode.COMMENT],
    ]
