"""A sign-in service on loopback, over TLS: discovery, introspection (RFC 7662), and two ways to be given a token.

Client credentials (RFC 6749 §4.4), as Microsoft takes them, and signed assertions (RFC 7523 §2.1), as Google does.
"""

import base64
import json
import ssl
import threading
import urllib.parse
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from intake.clock import now
from tests.servers.recipe import LOOP, make_cert, rmtree, short_tmp

TENANT = "tenant"
CLIENT_ID, CLIENT_SECRET = "client", "the secret of the client"
SERVICE_ACCOUNT, KEY_ID = "intake@project.iam.example", "0123456789abcdef"
ASSERTION_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
CLOCKS_DIFFER = timedelta(minutes=1)


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
        if form.get("grant_type") == ASSERTION_GRANT:
            refused = self.refused(form.get("assertion", ""))
            return (400, {"error": refused}) if refused else self.give()
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client", "error_description": "the secret has expired"}
        return self.give()

    @cached_property
    def private_key(self) -> RSAPrivateKey:
        return generate_private_key(65537, 2048)

    def key_file(self) -> str:
        """As Google's console writes it."""
        pem = self.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return json.dumps(
            {
                "type": "service_account",
                "project_id": "project",
                "private_key_id": KEY_ID,
                "private_key": pem.decode(),
                "client_email": SERVICE_ACCOUNT,
                "client_id": "1234",
                "token_uri": f"{self.authority}/token",
            }
        )

    def refused(self, assertion: str) -> str | None:
        """The code with which an assertion is refused: badly signed, out of its time, or for a user or scope not allowed."""
        head, claims, signature = assertion.split(".")
        try:
            self.private_key.public_key().verify(decoded(signature), f"{head}.{claims}".encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            return "invalid_grant"
        claimed: dict[str, Any] = json.loads(decoded(claims))
        issued, ends = (datetime.fromtimestamp(claimed[name], UTC) for name in ("iat", "exp"))
        is_in_time = issued - CLOCKS_DIFFER <= now() < ends <= issued + timedelta(hours=1)
        is_ours = claimed["iss"] == SERVICE_ACCOUNT and claimed["aud"] == f"{self.authority}/token"
        if json.loads(decoded(head)) != {"alg": "RS256", "typ": "JWT", "kid": KEY_ID} or not (is_in_time and is_ours):
            return "invalid_grant"
        if (claimed["sub"], claimed["scope"]) != (self.user, "https://mail.google.com/"):
            return "unauthorized_client"
        return None

    def give(self) -> tuple[int, dict[str, object]]:
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


def decoded(part: str) -> bytes:
    """Base64 for URLs, without its padding (RFC 7515 §2)."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


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
