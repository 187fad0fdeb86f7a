"""SMTP as a bad server speaks it: for each verb a line to say, or something to do instead."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from tests.servers.script import Conversation, Scene

Answer: TypeAlias = str | Callable[[Conversation], None]

POLITE: Mapping[str, Answer] = {
    "greeting": "220 scripted",
    "EHLO": "250-scripted\r\n250 8BITMIME",
    "DATA": "354 go on",
    ".": "250 2.0.0 taken",
    "QUIT": "221 bye",
}


def server(**answers: Answer) -> Scene:
    """A polite server but for `answers`; `dot` stands for the answer to the final dot. Counts nothing, keeps nothing."""
    return recording([], **answers)


def recording(heard: list[str], **answers: Answer) -> Scene:
    """As `server`, and writes down every line that it hears; content as `CONTENT`."""
    script = {**POLITE, **{"." if verb == "dot" else verb: answer for verb, answer in answers.items()}}

    def scene(conversation: Conversation) -> None:
        give(conversation, script["greeting"])
        while True:
            line = conversation.hear()
            verb = line.split(" ")[0].upper()
            heard.append(verb + line[len(verb) :])
            give(conversation, script.get(line, script.get(verb, "250 OK")))
            if verb == "DATA" and script["DATA"] == POLITE["DATA"]:
                conversation.hear_content()
                heard.append("CONTENT")
                give(conversation, script["."])

    return scene


def give(conversation: Conversation, answer: Answer) -> None:
    if callable(answer):
        answer(conversation)
    else:
        conversation.say(answer)


def hang_up(conversation: Conversation) -> None:
    conversation.hang_up()


def stay_silent(conversation: Conversation) -> None:
    conversation.hear()


def saying(text: bytes) -> Callable[[Conversation], None]:
    """Say exactly this, and hang up."""

    def say(conversation: Conversation) -> None:
        conversation.connection.sendall(text)
        conversation.hang_up()

    return say


def dripping(conversation: Conversation) -> None:
    """A byte at a time of a line that never ends, until the other side has had enough."""
    conversation.connection.settimeout(0.05)
    for _ in range(400):
        conversation.connection.sendall(b"2")
        try:
            if not conversation.connection.recv(1):
                return
        except TimeoutError:
            continue
