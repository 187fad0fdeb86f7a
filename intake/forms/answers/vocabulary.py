"""Lists of words, written as prose."""


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())
