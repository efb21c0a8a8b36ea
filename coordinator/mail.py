"""Hand mail to a mail server: TLS always, except to a server on this very machine.

What goes wrong is told apart by whether it can come right by itself: an address that is refused is refused again, a
server that cannot be reached may be back in a minute.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

PATIENCE: Final = 20.0
"""Seconds that a server may take to answer one command."""

Problem = Literal["unreachable", "no_tls", "sign_in", "busy", "address_refused", "refused", "expired"]


class Undelivered(Exception):
    """A mail that was not taken; `final` when trying again would be refused again."""

    def __init__(self, problem: Problem, *, final: bool = False) -> None:
        """Keep why."""
        super().__init__(problem)
        self.problem: Problem = problem
        self.final = final


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and in whose name it is sent."""

    host: str
    port: int
    tls: Literal["at_once", "starttls", "none"]
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def send(self, message: EmailMessage) -> None:
        """Hand a mail over. Raises Undelivered."""
        with self._greeted() as server:
            server.send_message(message)

    def greet(self) -> None:
        """Come as far as one could hand a mail over. Raises Undelivered."""
        with self._greeted() as server:
            server.noop()

    @contextmanager
    def _greeted(self) -> Iterator[smtplib.SMTP]:
        """Give the server, greeted and signed in to, and tell apart what goes wrong with it."""
        try:
            server = self._connected()
            try:
                yield server
            finally:
                # A mail that was taken is sent, however the goodbye ends.
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            final = bool(codes) and all(code >= 500 for code in codes)  # noqa: PLR2004 SMTP's permanent refusals
            raise Undelivered("address_refused" if final else "busy", final=final) from error
        except smtplib.SMTPAuthenticationError as error:
            raise Undelivered("sign_in") from error
        except smtplib.SMTPDataError as error:
            final = error.smtp_code >= 500  # noqa: PLR2004 SMTP's permanent refusals
            raise Undelivered("refused" if final else "busy", final=final) from error
        except smtplib.SMTPResponseException as error:
            raise Undelivered("busy") from error
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            raise Undelivered("no_tls") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Undelivered("unreachable") from error

    def _connected(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=trusted)
            if self.tls == "at_once"
            else smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        )
        try:
            if self.tls == "starttls":
                server.starttls(context=trusted)
            if self.user is not None:
                server.login(self.user, self.password or "")
        except BaseException:
            server.close()
            raise
        return server
