"""What the recipes share: free ports, waiting, a user to run as, a certificate. Loopback only; ends only what it started."""

import contextlib
import datetime as dt
import grp
import ipaddress
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

LOOP = "127.0.0.1"
POLL_SECONDS = 0.01


class Recipe(ABC):
    """A server that runs inside a `with`: stopped when it is left, and when it could not be started whole."""

    @abstractmethod
    def start(self) -> Self: ...

    @abstractmethod
    def stop(self) -> None: ...

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_: object) -> None:
        self.stop()


def free_ports(count: int) -> list[int]:
    """Ports that nobody listened on a moment ago."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            each.bind((LOOP, 0))
        return [each.getsockname()[1] for each in sockets]


def wait_port(
    port: int, timeout: float = 10.0, banner: bytes | None = None, proc: subprocess.Popen[bytes] | None = None
) -> float:
    """Seconds until something listens, and greets with `banner`. Raises TimeoutError, or RuntimeError when `proc` has ended."""
    started = time.monotonic()
    while not answers(port, banner):
        if proc is not None and proc.poll() is not None:
            raise RuntimeError(f"the server ended with {proc.returncode}")
        if time.monotonic() - started > timeout:
            raise TimeoutError(port)
        time.sleep(POLL_SECONDS)  # noqa: TID251 - another process has no event to wait on
    return time.monotonic() - started


def answers(port: int, banner: bytes | None = None) -> bool:
    try:
        with socket.create_connection((LOOP, port), timeout=1) as connection:
            if banner is None:
                return True
            connection.settimeout(2)
            return banner in connection.recv(512)
    except OSError:
        return False


def run_as() -> tuple[str, str, int, int, list[str]]:
    """(user, group, uid, gid, words before a command). Root becomes nobody; everybody else stays who they are."""
    if os.geteuid() != 0:
        me = pwd.getpwuid(os.geteuid())
        return me.pw_name, grp.getgrgid(me.pw_gid).gr_name, me.pw_uid, me.pw_gid, []
    nobody = pwd.getpwnam("nobody")
    prefix = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", "--"]
    return "nobody", "nogroup", nobody.pw_uid, nobody.pw_gid, prefix


def short_tmp(prefix: str) -> Path:
    """A folder for sockets, whose paths may have 107 bytes: pytest's own are too long."""
    return Path(tempfile.mkdtemp(prefix=prefix))


def chown_tree(root: Path, uid: int, gid: int) -> None:
    if os.geteuid() != 0:
        return
    for folder, _, files in os.walk(root):
        os.chown(folder, uid, gid)
        for each in files:
            os.chown(Path(folder, each), uid, gid)


def make_cert(folder: Path, name: str = "localhost") -> tuple[Path, Path, Path]:
    """A certificate authority, and a certificate of it for localhost: (ca, certificate, key)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    begin = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)  # noqa: TID251 - certificates are for the real clock
    end = begin + dt.timedelta(days=30)

    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def builder(subject: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(named(subject))
            .issuer_name(named("intake test CA"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(end)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    ca = (
        builder("intake test CA", ca_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(LOOP))])
    certificate = (
        builder(name, key)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    paths = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(ca.public_bytes(pem))
    paths[1].write_bytes(certificate.public_bytes(pem))
    paths[2].write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return paths


def stop(proc: subprocess.Popen[bytes], sig: int = signal.SIGTERM, timeout: float = 5.0) -> None:
    """End the one process group that we started."""
    if proc.poll() is not None:
        return
    try:
        os.killpg(proc.pid, sig)
    except ProcessLookupError:
        return
    try:
        proc.wait(timeout)
    except subprocess.TimeoutExpired:
        os.killpg(proc.pid, signal.SIGKILL)
        proc.wait(timeout)


def strace() -> str:
    """The program that ends others at a system call, or fails the call. Raises FileNotFoundError."""
    found = shutil.which("strace")
    if found is None:
        raise FileNotFoundError("no strace on this machine")
    return found


def rmtree(folder: Path) -> None:
    """Servers may still be writing as they end: try again for a second."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)  # noqa: TID251 - another process has no event to wait on
