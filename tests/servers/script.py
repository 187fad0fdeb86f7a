"""A server that says its lines: for answers that no real server gives, in SMTP and in IMAP.

A scene is a function that is given the conversation and speaks it to its end; each connection plays the next scene, the last one again and again.
"""

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Self, TypeAlias

from tests.servers.recipe import LOOP

SECONDS = 10


class Conversation:
    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.file = connection.makefile("rb")

    def say(self, *lines: str) -> None:
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def begin_to_say(self, words: str) -> None:
        """Half a line."""
        self.connection.sendall(words.encode())

    def hear(self) -> str:
        """One line of the client's. Raises ConnectionError when it has gone."""
        line = self.file.readline()
        if not line:
            raise ConnectionError
        return line.decode("latin-1").rstrip("\r\n")

    def hear_content(self) -> bytes:
        """A mail up to its final dot."""
        lines = iter(self.file.readline, b".\r\n")
        content = bytearray()
        for line in lines:
            if not line:
                raise ConnectionError
            content += line
        return bytes(content)

    def hang_up(self) -> None:
        raise ConnectionError


Scene: TypeAlias = Callable[[Conversation], None]


class ScriptedServer:
    def __init__(self, *scenes: Scene) -> None:
        self.scenes = list(scenes)
        self.connections = 0
        self.open: list[socket.socket] = []
        self.listener = socket.create_server((LOOP, 0))
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self.accept, daemon=True)]
        self.threads[0].start()

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.settimeout(SECONDS)
            self.connections += 1
            self.open.append(connection)
            scene = self.scenes.pop(0) if len(self.scenes) > 1 else self.scenes[0]
            thread = threading.Thread(target=self.play, args=(scene, connection), daemon=True)
            self.threads.append(thread)
            thread.start()

    def play(self, scene: Scene, connection: socket.socket) -> None:
        conversation = Conversation(connection)
        with contextlib.suppress(OSError):
            scene(conversation)
        conversation.file.close()
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for each in self.open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
