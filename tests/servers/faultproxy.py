"""A TCP proxy that misbehaves as told: it cuts, falls silent, resets, or loses the answer to a command."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from tests.servers.recipe import LOOP

RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass
class Faults:
    """Set any of them at any time."""

    refuse: bool = False
    """Reset every new connection."""
    silent: bool = False
    """Stay connected and pass nothing on."""
    cut_after: int | None = None
    """Bytes from the server to the client, then a reset."""
    cut_said_after: int | None = None
    """Bytes from the client to the server, then a reset."""
    lose_answer_to: bytes | None = None
    """Pass this command on, and reset instead of its answer; once."""
    hold_after: Callable[[bytes], bool] | None = None
    """Of what the client says: pass it on, and be silent from then on; once."""
    replace: tuple[bytes, bytes] | None = None
    """In what the server says."""


class Pair:
    """One connection through the proxy."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.passed = 0
        self.said = 0
        self.loses = False

    def reset(self) -> None:
        for each in (self.client, self.server):
            with contextlib.suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
                each.shutdown(socket.SHUT_RD)  # wakes the other thread
            each.close()


class FaultProxy:
    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self.faults = Faults()
        self.accepted = 0
        self.commands: list[bytes] = []
        self.has_idled = threading.Event()
        """Some client has begun to wait."""
        self.has_held = threading.Event()
        """What the faults said to hold after was passed on, and its answer is held."""
        self.pairs: list[Pair] = []
        self.stopping = threading.Event()
        self.listener = socket.create_server((LOOP, 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.accepted += 1
            pair = Pair(client, socket.create_connection((LOOP, self.upstream)))
            self.pairs.append(pair)
            if self.faults.refuse:
                pair.reset()
                continue
            for each in (pair.client, pair.server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.pump, args=(pair, self.upwards), daemon=True).start()
            threading.Thread(target=self.pump, args=(pair, self.downwards), daemon=True).start()

    def pump(self, pair: Pair, step) -> None:
        try:
            while step(pair):
                pass
        except OSError:
            pair.reset()

    def upwards(self, pair: Pair) -> bool:
        said = pair.client.recv(65536)
        if not said:
            pair.server.shutdown(socket.SHUT_WR)
            return False
        self.commands.append(said[:200])
        if b" IDLE" in said.upper():
            self.has_idled.set()
        lost = self.faults.lose_answer_to
        if lost is not None and lost in said.upper():
            self.faults.lose_answer_to = None
            pair.loses = True
        self.wait_while_silent()
        left = None if self.faults.cut_said_after is None else self.faults.cut_said_after - pair.said
        if left is not None and len(said) > left:
            pair.server.sendall(said[: max(0, left)])
            raise ConnectionResetError
        pair.said += len(said)
        is_held = self.faults.hold_after is not None and self.faults.hold_after(said)
        if is_held:
            self.faults.hold_after, self.faults.silent = None, True
        pair.server.sendall(said)
        if is_held:
            self.has_held.set()
        return True

    def downwards(self, pair: Pair) -> bool:
        said = pair.server.recv(65536)
        if not said:
            pair.client.shutdown(socket.SHUT_WR)
            return False
        if pair.loses:
            raise ConnectionResetError
        if self.faults.replace is not None:
            said = said.replace(*self.faults.replace)
        self.wait_while_silent()
        left = None if self.faults.cut_after is None else self.faults.cut_after - pair.passed
        if left is not None and len(said) > left:
            pair.client.sendall(said[: max(0, left)])
            raise ConnectionResetError
        pair.passed += len(said)
        pair.client.sendall(said)
        return True

    def wait_while_silent(self) -> None:
        while self.faults.silent and not self.stopping.wait(0.01):
            pass

    def reset_all(self) -> None:
        while self.pairs:
            self.pairs.pop().reset()

    def stop(self) -> None:
        self.stopping.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.reset_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
