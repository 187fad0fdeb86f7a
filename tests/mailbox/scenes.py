"""IMAP as an odd server speaks it: a table of answers by the words of the command."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from tests.servers.script import Conversation, Scene

Answer: TypeAlias = str | Callable[[Conversation, str], None]

BODY = b"Subject: hello\r\n\r\nText.\r\n"
SIZES = f'* 1 FETCH (UID 7 RFC822.SIZE {len(BODY)} INTERNALDATE "05-Jan-2026 09:30:00 +0000")\r\nTAG OK'

POLITE: Mapping[str, Answer] = {
    "greeting": "* OK ready",
    "CAPABILITY": "* CAPABILITY IMAP4rev1 UIDPLUS MOVE IDLE\r\nTAG OK",
    "EXAMINE": "* 1 EXISTS\r\n* OK [UIDVALIDITY 3] .\r\n* OK [UIDNEXT 8] .\r\nTAG OK [READ-ONLY] .",
    "SELECT": "* 1 EXISTS\r\n* OK [UIDVALIDITY 3] .\r\n* OK [UIDNEXT 8] .\r\nTAG OK [READ-WRITE] .",
    "LIST": '* LIST () "/" ""\r\nTAG OK',
    "UID SEARCH": "* SEARCH 7\r\nTAG OK",
    r"UID FETCH \S+ \(RFC822": SIZES,
    r"UID FETCH \S+ \(BODY": f"* 1 FETCH (UID 7 BODY[]<0> {{{len(BODY)}}}\r\n{BODY.decode()})\r\nTAG OK",
    "LOGOUT": "* BYE .\r\nTAG OK",
    "": "TAG OK",
}


def server(answers: Mapping[str, Answer] | None = None, heard: list[str] | None = None) -> Scene:
    """A polite server with one message, UID 7, but for `answers`: by a pattern of the command; TAG is the client's tag."""
    script = {**(answers or {}), **{key: value for key, value in POLITE.items() if key not in (answers or {})}}

    def scene(conversation: Conversation) -> None:
        give(conversation, script["greeting"], "*")
        while True:
            line = conversation.hear()
            tag, _, command = line.partition(" ")
            if heard is not None:
                heard.append(command)
            answer = next(script[pattern] for pattern in script if re.match(pattern, command))
            give(conversation, answer, tag)

    return scene


def give(conversation: Conversation, answer: Answer, tag: str) -> None:
    if callable(answer):
        answer(conversation, tag)
    else:
        conversation.say(tagged(answer, tag))


def tagged(answer: str, tag: str) -> str:
    """With the client's tag, and with the text that must follow OK."""
    return re.sub(r"(?m)^TAG (OK|NO)(?=\r?$)", r"TAG \1 .", answer).replace("TAG", tag)


def hang_up(conversation: Conversation, _tag: str) -> None:
    conversation.hang_up()


def saying(text: bytes) -> Callable[[Conversation, str], None]:
    """Say exactly this, and hang up."""

    def say(conversation: Conversation, _tag: str) -> None:
        conversation.connection.sendall(text)
        conversation.hang_up()

    return say
