"""A sign-in service on loopback: discovery, client credentials (RFC 6749 §4.4) and introspection (RFC 7662), over TLS."""

import json
import ssl
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from tests.servers._util import LOOP, make_cert, rmtree, short_tmp

TENANT = "tenant"
CLIENT_ID, CLIENT_SECRET = "client", "the secret of the client"


class TokenService:
    """Tokens are `at-0`, `at-1`, ... and good for `user`. What it answers next can be set."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.seconds = 3600
        self.error: tuple[int, dict[str, str]] | None = None
        self.given: list[str] = []
        self.folder = short_tmp("tk-")
        self.ca, certificate, key = make_cert(self.folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.secure, self.plain = (ThreadingHTTPServer((LOOP, 0), answering(self)) for _ in range(2))
        self.secure.socket = context.wrap_socket(self.secure.socket, server_side=True)
        self.authority = f"https://localhost:{self.secure.server_address[1]}/{TENANT}"
        self.introspection = f"http://{LOOP}:{self.plain.server_address[1]}/introspect"

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        if path.endswith("/.well-known/openid-configuration"):
            addresses = {f"{name}_endpoint": f"{self.authority}/{name}" for name in ("authorization", "token")}
            return 200, {"issuer": self.authority, **addresses}
        if path == "/introspect":
            is_good = form.get("token") in self.given
            return 200, {"active": True, "username": self.user} if is_good else {"active": False}
        if self.error is not None:
            return self.error[0], dict(self.error[1])
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client", "error_description": "the secret has expired"}
        self.given.append(f"at-{len(self.given)}")
        return 200, {"access_token": self.given[-1], "token_type": "Bearer", "expires_in": self.seconds}

    def __enter__(self) -> Self:
        for server in (self.secure, self.plain):
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in (self.secure, self.plain):
            server.shutdown()
            server.server_close()
        rmtree(self.folder)


def answering(service: TokenService) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.reply({})

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.reply(dict(urllib.parse.parse_qsl(content.decode())))

        def reply(self, form: dict[str, str]) -> None:
            status, answer = service.answer(urllib.parse.urlsplit(self.path).path, form)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Answering
