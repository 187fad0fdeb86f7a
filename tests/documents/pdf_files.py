"""Fillable PDFs, written field by field."""

import io
from collections.abc import Mapping

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    TextStringObject,
)


def text_field(name: str, value: str | None, tooltip: str | None = None) -> DictionaryObject:
    return form_field(name, "/Tx", TextStringObject(value) if value is not None else None, tooltip)


def box(name: str, *, ticked: bool) -> DictionaryObject:
    return form_field(name, "/Btn", NameObject("/Yes" if ticked else "/Off"), None)


def form_field(name: str, kind: str, value: PdfObject | None, tooltip: str | None) -> DictionaryObject:
    given: dict[PdfObject, PdfObject] = {NameObject("/T"): TextStringObject(name), NameObject("/FT"): NameObject(kind)}
    if value is not None:
        given[NameObject("/V")] = value
    if tooltip is not None:
        given[NameObject("/TU")] = TextStringObject(tooltip)
    return DictionaryObject(given)


def pdf(*fields: DictionaryObject) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    if fields:
        entries: Mapping[PdfObject, PdfObject] = {
            NameObject("/Fields"): ArrayObject([writer._add_object(each) for each in fields]),
            NameObject("/NeedAppearances"): BooleanObject(True),  # noqa: FBT003 - the library's own way
        }
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject(entries)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
