"""All rows that go through the pure part."""

from tests.bad_inputs import by_attachment, by_content, by_mail, by_structure

ROWS = (*by_mail.ROWS, *by_attachment.ROWS, *by_structure.ROWS, *by_content.ROWS)
