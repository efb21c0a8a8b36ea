"""A real mail server on this machine, for mails to arrive at: it may refuse, ask to wait, and speak TLS."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.support.server import free_port

ACCEPTED = "250 OK"


@dataclass
class Letterbox:
    """What arrived, and how the server answers: for an address, and for the mail itself."""

    port: int = 0
    arrived: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    address_answer: str = ACCEPTED
    mail_answer: str = ACCEPTED
    while_taking: Callable[[], None] | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 aiosmtpd's own name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.address_answer == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return self.address_answer

    async def handle_DATA(  # noqa: N802 aiosmtpd's own name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.while_taking is not None:
            self.while_taking()
        if self.mail_answer == ACCEPTED:
            self.to.extend(envelope.rcpt_tos)
            self.arrived.append(message_from_bytes(as_sent(envelope), policy=policy.default))
        return self.mail_answer


def as_sent(envelope: Envelope) -> bytes:
    """Return a mail as it came."""
    assert isinstance(envelope.content, bytes)
    return envelope.content


@contextmanager
def letterbox(**options: Any) -> Iterator[Letterbox]:  # noqa: ANN401 whatever aiosmtpd takes
    """Serve until left; `options` are aiosmtpd's, as for TLS."""
    box = Letterbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for this machine; return the file to trust it by, and the server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, private = folder / "mail.crt", folder / "mail.key"
    trusted.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted, private)
    return trusted, context
