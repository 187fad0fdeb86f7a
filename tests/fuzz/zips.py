"""Ways in which a package of parts comes to harm: what is no zip any more, and what is one and lies."""

import io
import zipfile
from collections.abc import Mapping
from random import Random

from tests.fuzz.bytewise import BYTEWISE, Mutation
from tests.fuzz.markup import rewritten
from tests.metamorphic.packages import Parts, packed, parts

BROKEN = (zipfile.BadZipFile, ValueError, OSError, KeyError, NotImplementedError, RuntimeError, EOFError)
XML = (".xml", ".rels", ".vml")


def opened(content: bytes) -> Parts:
    """Its parts; none of a file that is no zip any more."""
    try:
        return parts(content)
    except (*BROKEN, zipfile.zlib.error):  # type: ignore[attr-defined]
        return {}


def rewrite_parts(content: bytes, chance: Random) -> bytes:
    """The trees of one or two parts, most often of the largest."""
    inside = opened(content)
    for _ in range(chance.randrange(1, 3)):
        names = sorted(name for name in inside if name.endswith(XML))
        if names:
            name = chance.choice((max(names, key=lambda each: len(inside[each])), chance.choice(names)))
            inside[name] = rewritten(inside[name], chance)
    return packed(inside) if inside else content


def harm_part(content: bytes, chance: Random) -> bytes:
    """One part's bytes, packed again so that its check sum is right."""
    inside = opened(content)
    if not inside:
        return content
    name = chance.choice(sorted(inside))
    inside[name] = chance.choice(list(BYTEWISE.values()))(inside[name], chance)
    return packed(inside)


def drop_part(content: bytes, chance: Random) -> bytes:
    inside = opened(content)
    if inside:
        del inside[chance.choice(sorted(inside))]
    return packed(inside) if inside else content


def swap_parts(content: bytes, chance: Random) -> bytes:
    inside = opened(content)
    if not inside:
        return content
    one, other = chance.choice(sorted(inside)), chance.choice(sorted(inside))
    inside[one], inside[other] = inside[other], inside[one]
    return packed(inside)


def copy_part(content: bytes, chance: Random) -> bytes:
    """One part's content in the place of another."""
    inside = opened(content)
    if not inside:
        return content
    inside[chance.choice(sorted(inside))] = inside[chance.choice(sorted(inside))]
    return packed(inside)


def rename_part(content: bytes, chance: Random) -> bytes:
    inside = opened(content)
    if not inside:
        return content
    name = chance.choice(sorted(inside))
    fresh = chance.choice(
        (name.upper(), name.replace("/", "\\"), f"/{name}", f"../{name}", f"{name}x", "word/document.xml")
    )
    return packed({fresh if each == name else each: part for each, part in inside.items()})


def double_entry(content: bytes, chance: Random) -> bytes:
    """Two entries of one name, of which readers may choose either."""
    inside = opened(content)
    if not inside:
        return content
    name = chance.choice(sorted(inside))
    result = io.BytesIO(content)
    with zipfile.ZipFile(result, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(
            name.swapcase() if chance.random() < 0.5 else f"{name} ".strip() + chance.choice(("", "/"))
        )
        if entry.filename not in archive.namelist():
            archive.writestr(entry, inside[name])
    return result.getvalue()


PACKAGES: Mapping[str, Mutation] = {
    each.__name__: each
    for each in (rewrite_parts, harm_part, drop_part, swap_parts, copy_part, rename_part, double_entry)
}
