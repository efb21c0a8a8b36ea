"""Links by mail: what the mail says, when it is sent, and what happens when a mail server will not have it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from coordinator import config
from coordinator.app import create_app
from coordinator.http.installation import EXTENSION
from coordinator.identity import letters, links
from coordinator.identity.keys import sealing_key
from coordinator.identity.models import Letter
from coordinator.identity.platform import ensure_platform
from coordinator.mail import MailServer, Undelivered
from coordinator.postman import Postman
from operations.participation.models import SeatRow
from realtime.database import Base
from realtime.log import Entry
from realtime.transaction import Database, transaction
from tests.browsers import PREFIX, Browser, House
from tests.support.post import Letterbox, certificate, letterbox
from tests.support.server import free_port

if TYPE_CHECKING:
    from email.message import EmailMessage

    from coordinator.config import Config

TO, SENDER = "invitee@example.org", "Operations <ops@example.org>"
LINK = re.compile(r"http://127\.0\.0\.1:8000/sign-in#[\w-]{43}")


@pytest.fixture
def box() -> Iterator[Letterbox]:
    with letterbox() as served:
        yield served


class Office(House):
    """A house that mails through a server, with a coordinator and an operation to give seats in."""

    def __init__(self, database: Database, home: Path, box: Letterbox | None) -> None:
        super().__init__(database, home)
        server = MailServer("127.0.0.1", box.port, "none", SENDER) if box else None
        self.app = create_app(replace(self.config, mail=server), database, self.clock)
        self.giver = self.coordinator()
        self.giver.post("/operations", {"code": "EQUINOX", "name": "Operation Equinox"})

    @property
    def config(self) -> Config:
        made: Config = self.app.extensions[EXTENSION].config
        return made

    @property
    def postman(self) -> Postman:
        assert self.config.mail is not None
        return Postman(self.db, self.config, self.config.mail, self.clock)

    def invite(self, email: str | None = TO, language: str = "en") -> dict[str, Any]:
        body = {"role": "ocu", "unit": "West", "name": "Kofi Mensah", "language": language, "email": email}
        answered = self.giver.post("/operations/EQUINOX/seats", body)
        assert answered.status_code == 201, answered.text
        said: dict[str, Any] = answered.get_json()
        return said

    def mail_of(self, seat_id: str) -> dict[str, Any] | None:
        held = self.giver.get("/operations/EQUINOX/seats").get_json()["items"]
        found: dict[str, Any] | None = next(seat["mail"] for seat in held if seat["id"] == seat_id)
        return found

    def rows(self) -> list[Letter]:
        with self.db.reading() as session:
            return list(session.scalars(select(Letter).order_by(Letter.written_at, Letter.id)))

    def everything(self) -> str:
        """Return all that the database holds, as text."""
        with self.db.reading() as session:
            return "\n".join(
                str(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))
            )


@pytest.fixture
def office(database: Database, tmp_path: Path, box: Letterbox) -> Office:
    return Office(database, tmp_path, box)


def said(message: EmailMessage) -> str:
    content: str = message.get_content()
    return content


def test_a_seat_given_to_an_address_is_mailed_with_the_very_link_that_can_be_copied(
    office: Office, box: Letterbox
) -> None:
    given = office.invite()
    assert given["seat"]["mail"] == {"state": "waiting", "email": TO, "at": "2026-11-10T12:00:00Z", "problem": None}
    assert office.postman.deliver() == 1
    (message,) = box.arrived
    assert (box.to, message["To"], message["From"]) == ([TO], TO, SENDER)
    assert LINK.findall(said(message)) == [given["link"]]
    assert office.mail_of(given["seat"]["id"]) == {
        "state": "sent", "email": TO, "at": "2026-11-10T12:00:00Z", "problem": None,
    }  # fmt: skip
    assert office.browser(given["link"]).get("/session").status_code == 200
    assert office.postman.deliver() == 0


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Your link to sign in"), ("fr", "Votre lien de connexion"), ("es", "Su enlace para iniciar sesión"),
        ("pt", "O seu link para entrar"), ("ar", "رابط الدخول"),
    ],
)  # fmt: skip
def test_the_mail_speaks_the_invitees_language_and_says_nothing_of_the_operation(
    office: Office, box: Letterbox, language: str, subject: str
) -> None:
    office.invite(language=language)
    office.postman.deliver()
    (message,) = box.arrived
    assert (message["Subject"], message["Content-Language"]) == (subject, language)
    assert (message["Auto-Submitted"], message.get_content_type()) == ("auto-generated", "text/plain")
    everything = f"{message.as_string()}\n{said(message)}\n{message['Subject']}"
    for word in ("Equinox", "EQUINOX", "Kofi", "Mensah", "West", "OCU", "First Coordinator"):
        assert word not in everything
    assert "UTC" in said(message)


def test_without_an_address_or_a_mail_server_the_link_is_handed_over_by_hand(
    office: Office, database: Database, tmp_path: Path
) -> None:
    assert office.invite(email=None)["seat"]["mail"] is None
    assert office.giver.get("/session").get_json()["mail"] is True
    silent = House(database, tmp_path)
    answered = silent.again(office.giver).post(
        "/operations/EQUINOX/seats", {"role": "ocu", "unit": "East", "name": "Ana", "email": TO}
    )
    assert answered.get_json()["seat"]["mail"] is None
    assert silent.again(office.giver).get("/session").get_json()["mail"] is False
    assert office.rows() == []


def test_the_link_cannot_be_read_from_the_database_and_is_forgotten_once_it_is_sent(office: Office) -> None:
    token = office.invite()["link"].partition("#")[2]
    assert token not in office.everything()
    assert office.rows()[0].sealed is not None
    office.postman.deliver()
    assert office.rows()[0].sealed is None


def test_others_go_on_writing_while_a_mail_is_handed_over(office: Office, box: Letterbox) -> None:
    written = []

    def write() -> None:
        stream_id = ensure_platform(office.db, office.clock.now()).stream_id
        with transaction(office.db, (stream_id,), actor_id="operator", now=office.clock.now()) as tx:
            links.issue_link(tx, office.giver.account_id)
        written.append(True)

    box.while_taking = write
    office.invite()
    assert office.postman.deliver() == 1
    assert written == [True]


def test_a_server_that_asks_to_wait_gets_the_same_mail_later(office: Office, box: Letterbox) -> None:
    given = office.invite()
    box.mail_answer = "451 come back later"
    for minutes in (1, 2, 4):
        assert office.postman.deliver() == 0
        mail = office.mail_of(given["seat"]["id"])
        assert mail is not None
        assert (mail["state"], mail["problem"]) == ("waiting", "busy")
        office.clock.instant += timedelta(minutes=minutes) - timedelta(seconds=1)
        assert office.postman.deliver() == 0
        assert office.rows()[0].turn == (1, 2, 4).index(minutes) + 1, "not before its time"
        office.clock.instant += timedelta(seconds=1)
    box.mail_answer = "250 OK"
    assert office.postman.deliver() == 1
    (message,) = box.arrived
    assert LINK.findall(said(message)) == [given["link"]]
    assert message["Message-ID"] == f"<{office.rows()[0].id}@example.org>"


def test_an_address_that_is_refused_is_told_to_the_giver_and_the_link_goes_on_working(
    office: Office, box: Letterbox
) -> None:
    given = office.invite()
    box.address_answer = "550 no such person"
    assert office.postman.deliver() == 0
    mail = office.mail_of(given["seat"]["id"])
    assert mail is not None
    assert (mail["state"], mail["problem"]) == ("failed", "address_refused")
    assert office.browser(given["link"]).get("/session").status_code == 200


def test_a_new_link_goes_to_the_right_address_and_the_old_one_stops_working(office: Office, box: Letterbox) -> None:
    given = office.invite(email="wrong@example.org")
    body = {"email": "right@example.org"}
    anew = office.giver.post(f"/operations/EQUINOX/seats/{given['seat']['id']}/link", body).get_json()
    assert office.postman.deliver() == 1
    assert box.to == ["right@example.org"]
    assert {row.email: row.state for row in office.rows()} == {
        "wrong@example.org": "dropped",
        "right@example.org": "sent",
    }
    old = office.app.test_client().post(f"{PREFIX}/sign-in", json={"token": given["link"].partition("#")[2]})
    assert old.get_json()["error"]["code"] == "link:withdrawn"
    assert LINK.findall(said(box.arrived[0])) == [anew["link"]]


def test_a_link_that_was_used_or_withdrawn_meanwhile_is_not_mailed(office: Office, box: Letterbox) -> None:
    used, withdrawn = office.invite(), office.invite()
    office.browser(used["link"])
    office.giver.delete(f"/operations/EQUINOX/seats/{withdrawn['seat']['id']}")
    assert office.postman.deliver() == 0
    assert box.arrived == []
    assert {(row.state, row.sealed) for row in office.rows()} == {("dropped", None)}


def test_a_server_that_stays_away_is_given_up_when_the_link_expires(office: Office) -> None:
    assert office.config.mail is not None
    away = replace(office.config.mail, port=free_port())
    postman = Postman(office.db, office.config, away, office.clock)
    given = office.invite()
    postman.deliver()
    mail = office.mail_of(given["seat"]["id"])
    assert mail is not None
    assert (mail["state"], mail["problem"]) == ("waiting", "unreachable")
    office.clock.instant += links.VALID_FOR
    postman.deliver()
    (row,) = office.rows()
    assert (row.state, row.problem, row.sealed) == ("failed", "expired", None)


def test_of_two_that_look_at_once_one_takes_the_letter(office: Office) -> None:
    office.invite()
    key, now = sealing_key(office.config.home), office.clock.now()
    assert letters.take(office.db, now, key) is not None
    assert letters.take(office.db, now, key) is None


def test_what_a_dead_process_took_is_taken_again_and_its_late_word_counts_no_more(office: Office) -> None:
    office.invite()
    key = sealing_key(office.config.home)
    first = letters.take(office.db, office.clock.now(), key)
    assert first is not None
    office.clock.instant += letters.LEASED_FOR
    second = letters.take(office.db, office.clock.now(), key)
    assert second is not None
    assert (second.token, second.turn) == (first.token, first.turn + 1)
    letters.settle(office.db, first, office.clock.now(), Undelivered("address_refused", final=True))
    assert office.rows()[0].state == "waiting"
    letters.settle(office.db, second, office.clock.now(), None)
    assert office.rows()[0].state == "sent"


def test_a_letter_whose_sender_renews_it_is_nobody_elses_and_one_that_was_taken_over_cannot_be_renewed(
    office: Office,
) -> None:
    office.invite()
    key, half = sealing_key(office.config.home), letters.LEASED_FOR / 2
    first = letters.take(office.db, office.clock.now(), key)
    assert first is not None
    for _ in range(3):
        office.clock.instant += half
        letters.renew(office.db, first, office.clock.now())
        assert letters.take(office.db, office.clock.now(), key) is None
    office.clock.instant += letters.LEASED_FOR
    second = letters.take(office.db, office.clock.now(), key)
    assert second is not None
    until = office.rows()[0].taken_until
    office.clock.instant += half
    letters.renew(office.db, first, office.clock.now())
    assert office.rows()[0].taken_until == until, "whoever was frozen meanwhile has nothing to renew"


@pytest.mark.parametrize(
    "email",
    ["a@b", "a b@example.org", "a@example.org\nBcc: all@example.org", "<a@example.org>", "a@@example.org", "@", ""],
)
def test_what_is_no_address_is_refused(office: Office, email: str) -> None:
    body = {"role": "ocu", "unit": "West", "name": "Kofi", "email": email}
    assert office.giver.post("/operations/EQUINOX/seats", body).status_code == 422


def test_only_whoever_gives_seats_sees_addresses(office: Office) -> None:
    office.invite()
    holder: Browser = office.browser(office.invite()["link"])
    held = holder.get("/operations/EQUINOX/seats")
    assert held.status_code == 200
    assert TO not in held.text
    assert TO in office.giver.get("/operations/EQUINOX/seats").text


def test_no_address_and_no_link_stands_in_the_log(
    office: Office, box: Letterbox, capfd: pytest.CaptureFixture[str]
) -> None:
    token = office.invite()["link"].partition("#")[2]
    box.mail_answer = "451 come back later"
    office.postman.deliver()
    box.mail_answer = "250 OK"
    office.clock.instant += timedelta(minutes=1)
    office.postman.deliver()
    with office.db.reading() as session:
        entries = list(session.scalars(select(Entry).order_by(Entry.seq)))
    assert "link_mailed" in {entry.kind for entry in entries}
    told = "\n".join([*(entry.body for entry in entries), *capfd.readouterr()])
    assert TO not in told
    assert token not in told


def test_without_tls_nothing_is_handed_to_a_server_elsewhere(box: Letterbox) -> None:
    elsewhere = MailServer("127.0.0.1", box.port, "starttls", SENDER, "ops", "secret")
    with pytest.raises(Undelivered) as undelivered:
        elsewhere.greet()
    assert (undelivered.value.problem, undelivered.value.final) == ("no_tls", False)


@pytest.mark.parametrize("tls", ["starttls", "at_once"])
def test_a_certificate_nobody_vouches_for_is_refused_and_a_good_one_is_not(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tls: Any,  # noqa: ANN401 two words of a list
) -> None:
    trusted, context = certificate(tmp_path)
    how = {"ssl_context": context} if tls == "at_once" else {"tls_context": context, "require_starttls": True}
    with letterbox(**how) as box:
        server = MailServer("127.0.0.1", box.port, tls, SENDER)
        with pytest.raises(Undelivered) as undelivered:
            server.greet()
        assert undelivered.value.problem == "no_tls"
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        server.greet()


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [
        ("smtp://mail.example.org", "starttls", 587),
        ("smtp://mail.example.org:25", "starttls", 25),
        ("smtps://mail.example.org", "at_once", 465),
        ("smtp://localhost:1025", "none", 1025),
        ("smtp://127.0.0.1:1025", "none", 1025),
        ("smtp://[::1]:1025", "none", 1025),
        ("smtps://localhost", "at_once", 465),
    ],
)
def test_tls_is_left_out_towards_this_machine_only(url: str, tls: str, port: int) -> None:
    server = config.read({"SMTP_URL": url, "MAIL_FROM": SENDER}).mail
    assert server is not None
    assert (server.tls, server.port) == (tls, port)


def test_a_password_in_the_settings_is_decoded_and_never_shown() -> None:
    settings = config.read({"SMTP_URL": "smtp://ops%40example.org:p%3Aw@mail.example.org", "MAIL_FROM": SENDER})
    assert settings.mail is not None
    assert (settings.mail.user, settings.mail.password) == ("ops@example.org", "p:w")
    assert "p:w" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://mail.example.org", SENDER), ("smtp://", SENDER), ("smtp://h:port", SENDER), ("smtp://h/x?y", SENDER),
        ("smtp://h", ""), ("smtp://h", "nobody"), ("", SENDER), ("smtp://h", "a@example.org\r\nBcc: b@example.org"),
    ],
)  # fmt: skip
def test_a_mail_setting_that_cannot_be_used_is_refused_without_repeating_it(url: str, sender: str) -> None:
    with pytest.raises(config.BadSetting) as refused:
        config.read({"SMTP_URL": url, "MAIL_FROM": sender})
    assert "secret" not in str(refused.value)


def test_a_seat_keeps_no_address_of_whoever_holds_it(office: Office) -> None:
    office.invite()
    with office.db.reading() as session:
        assert TO not in "\n".join(str(vars(row)) for row in session.scalars(select(SeatRow)))
