"""Password-protected Office files: opened when nobody chose the password, refused otherwise."""

import io
import re
import struct
from xml.parsers.expat import ExpatError

import olefile
from msoffcrypto import OfficeFile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from intake.documents.limits import DocumentLimits
from intake.model.document import Trouble, UnreadableDocument

DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 - Excel's own, published; for files that are write-protected only
BROKEN = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    OSError,
    EOFError,
    struct.error,
    AssertionError,
    ExpatError,
)
"""What msoffcrypto raises on a file whose description of its own encryption is broken."""
DESCRIPTION, DESCRIPTION_BYTES = "EncryptionInfo", 100_000
ZIPPED = b"PK"
SPINS = re.compile(rb'spinCount="(\d+)"')
MOST_SPINS = 1_000_000
"""Rounds of hashing that a password is put through; Office writes 100,000."""
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def opened_with_default_password(content: bytes, limits: DocumentLimits) -> bytes:
    """The package inside. Raises UnreadableDocument: ENCRYPTED for any password that somebody chose."""
    if len(content) > limits.file_bytes:
        raise UnreadableDocument(Trouble.TOO_LARGE, "file")
    try:
        if is_costly(content):
            raise UnreadableDocument(Trouble.ENCRYPTED, "description")
        file = OfficeFile(io.BytesIO(content))
        # Not verified first: the library's verifier refuses the right password of files hashed by SHA-1.
        file.load_key(password=DEFAULT_PASSWORD)
        opened = io.BytesIO()
        file.decrypt(opened)
    except (InvalidKeyError, DecryptionError) as error:
        raise UnreadableDocument(Trouble.ENCRYPTED) from error
    except (FileFormatError, ParseError, *BROKEN) as error:
        raise UnreadableDocument(Trouble.ENCRYPTED, type(error).__name__) from error
    if not opened.getvalue().startswith(ZIPPED):
        raise UnreadableDocument(Trouble.ENCRYPTED, "not a package")
    return opened.getvalue()


def is_costly(content: bytes) -> bool:
    """Whether trying a password would take more than a moment, or its description holds more than Office writes."""
    with olefile.OleFileIO(io.BytesIO(content)) as file, file.openstream(DESCRIPTION) as stream:
        described = stream.read(DESCRIPTION_BYTES + 1)
    is_odd = len(described) > DESCRIPTION_BYTES or DECLARATION.search(described) is not None
    return is_odd or any(int(number[:9]) > MOST_SPINS for number in SPINS.findall(described))
