"""The nginx of this machine, running the configuration we ship: only its ports and its certificate are a test's own."""

import asyncio
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.support.cable import pass_on
from tests.support.server import free_port
from tests.support.source import ROOT

HOST = "127.0.0.1"
SHIPPED = ROOT / "coordinator" / "deploy" / "nginx.conf"
USUAL = "/usr/sbin/nginx"
STARTS_WITHIN = 30.0
ANSWERS_WITHIN = 30.0
AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  include {folder}/shipped.conf;
}}
"""
# A shell ends it at the end of a pipe, which comes also when the test run is killed.
ENDING_IT = '"$@" & cat > /dev/null; kill $!; wait $!'


@dataclass(frozen=True, slots=True)
class Proxy:
    """A front door with TLS."""

    port: int
    plain_port: int
    certificate: Path

    @property
    def url(self) -> str:
        """Return the public address."""
        return f"https://{HOST}:{self.port}"

    def ask(
        self, method: str, path: str, body: str | None = None, *, come_from: str = HOST, **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Ask through it, from an address of the loopback; return the answer and its body."""
        trusting = ssl.create_default_context(cafile=str(self.certificate))
        connection = http.client.HTTPSConnection(
            HOST, self.port, timeout=ANSWERS_WITHIN, context=trusting, source_address=(come_from, 0)
        )
        with closing(connection):
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Content-Type": "application/json", **sent})
            answer = connection.getresponse()
            return answer, answer.read()

    def line(self) -> socket.socket:
        """Return a connection to it that two threads may use at once: one that reads, one that writes.

        OpenSSL's are for one at a time, which Python sees to from 3.13 on only; before, the reader may be told that
        nobody is there any more.
        """
        near, far = socket.socketpair()
        threading.Thread(target=lambda: asyncio.run(self._carry(far)), daemon=True).start()
        return near

    async def _carry(self, far: socket.socket) -> None:
        trusting = ssl.create_default_context(cafile=str(self.certificate))
        said, heard = await asyncio.open_connection(sock=far)
        answered, asked = await asyncio.open_connection(HOST, self.port, ssl=trusting)
        await asyncio.gather(pass_on(said, asked), pass_on(answered, heard))


def nginx() -> str:
    """Return the program; fail rather than skip when there is none."""
    found = shutil.which(os.environ.get("NGINX") or USUAL)
    if found is None:
        message = "the proxy configuration we ship is tried with nginx, and there is none: apt-get install nginx"
        raise FileNotFoundError(message)
    return found


@contextmanager
def proxying(folder: Path, proxy: Proxy, ports: Sequence[int]) -> Iterator[None]:
    """Run nginx before the servers on these ports, until the block is left."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "shipped.conf").write_text(_fitted(folder, proxy, ports))
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    command: list[str | Path] = [nginx(), "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"]
    ended: list[str | Path] = ["sh", "-c", ENDING_IT, "sh", *command]
    with subprocess.Popen(ended, stdin=subprocess.PIPE, start_new_session=True) as shell:
        try:
            _wait_for(proxy.port, folder / "error.log")
            yield
        finally:
            shell.communicate()


def a_proxy(folder: Path) -> Proxy:
    """Make a certificate and choose the ports, before the servers are told their public address."""
    folder.mkdir(parents=True, exist_ok=True)
    return Proxy(free_port(), free_port(), _certificate(folder))


def _fitted(folder: Path, proxy: Proxy, ports: Sequence[int]) -> str:
    """Return the shipped configuration with ports and certificate of the test; every other word stays."""
    text = SHIPPED.read_text(encoding="utf-8")
    servers = "".join(f"    server {HOST}:{port};\n" for port in ports)
    for shipped, ours in (
        ("    server 127.0.0.1:8000;\n", servers),
        ("listen 80;", f"listen {HOST}:{proxy.plain_port};"),
        ("listen 443 ssl http2;", f"listen {HOST}:{proxy.port} ssl http2;"),
        ("/etc/ssl/ops.example.org", str(folder)),
        ("ops.example.org", HOST),
    ):
        assert shipped in text, shipped
        text = text.replace(shipped, ours)
    return text


def _certificate(folder: Path) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "privkey.pem").write_bytes(written)
    chain = folder / "fullchain.pem"
    chain.write_bytes(made.public_bytes(Encoding.PEM))
    return chain


def _wait_for(port: int, log: Path) -> None:
    give_up_at = time.monotonic() + STARTS_WITHIN
    while True:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        if time.monotonic() > give_up_at:
            message = f"nginx did not start:\n{log.read_text() if log.exists() else ''}"
            raise RuntimeError(message)
        time.sleep(0.02)
