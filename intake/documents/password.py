"""Password-protected Office files: opened when nobody chose the password, refused otherwise."""

import io
import struct

from msoffcrypto import OfficeFile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from intake.documents.limits import DocumentLimits
from intake.model.document import Trouble, UnreadableDocument

DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 - Excel's own, published; for files that are write-protected only
BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, EOFError, struct.error, AssertionError)


def opened_with_default_password(content: bytes, limits: DocumentLimits) -> bytes:
    """The package inside. Raises UnreadableDocument: ENCRYPTED for any password that somebody chose."""
    if len(content) > limits.file_bytes:
        raise UnreadableDocument(Trouble.TOO_LARGE, "file")
    try:
        file = OfficeFile(io.BytesIO(content))
        file.load_key(password=DEFAULT_PASSWORD, verify_password=True)
        opened = io.BytesIO()
        file.decrypt(opened)
    except (InvalidKeyError, DecryptionError) as error:
        raise UnreadableDocument(Trouble.ENCRYPTED) from error
    except (FileFormatError, ParseError, *BROKEN) as error:
        raise UnreadableDocument(Trouble.ENCRYPTED, type(error).__name__) from error
    return opened.getvalue()
