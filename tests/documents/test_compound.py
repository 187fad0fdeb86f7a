import io

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.documents.compound import around


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([0, 1, 4095, 4096, 4097, 60_000, 4_190_208, 4_300_000]), st.binary(min_size=1, max_size=9))
def test_a_stream_written_anew_reads_back_as_it_was(size: int, pattern: bytes) -> None:
    stream = (pattern * (size // len(pattern) + 1))[:size]
    with olefile.OleFileIO(io.BytesIO(around(stream, "Workbook"))) as file:
        assert file.listdir() == [["Workbook"]]
        assert file.openstream("Workbook").read().rstrip(b"\0") == stream.rstrip(b"\0")


def test_a_stream_that_a_header_cannot_name_is_refused() -> None:
    class Enormous(bytes):
        def __len__(self) -> int:
            return 1 << 29

        def __add__(self, other: bytes, /) -> bytes:
            return self

    with pytest.raises(ValueError, match="larger"):
        around(Enormous(), "Workbook")
