"""The second step: a code counts once, a wrong one makes the next wait, and a lost phone has a way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyotp
import pytest
from sqlalchemy import select

from coordinator.app import create_app
from coordinator.commands.doctor import examine
from coordinator.http.installation import EXTENSION
from coordinator.identity import attempts, keys, links, second_step, sessions
from coordinator.identity.models import RecoveryCode, SecondStep
from coordinator.identity.platform import ensure_platform
from operations.policy import Role
from realtime.log import Entry
from realtime.receipts import Receipt
from realtime.transaction import Database, transaction
from tests.browsers import PREFIX, Browser, House

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

NAME, PASSWORD = "ana@example.org", "a lamp over the old harbour"
STEP = timedelta(seconds=second_step.STEP)


class Phone:
    """An app that makes codes, by the test's clock; `off_by` is how far its own clock is off."""

    def __init__(self, house: House, secret: str) -> None:
        self.house, self.totp = house, pyotp.TOTP(secret)

    def code(self, off_by: timedelta = timedelta()) -> str:
        return self.totp.at(self.house.clock.instant + off_by)

    def wrong(self) -> str:
        near = {self.code(off_by * STEP) for off_by in (-1, 0, 1)}
        return next(code for n in range(9) if (code := f"{n}" * 6) not in near)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


@pytest.fixture
def ana(house: House) -> Browser:
    somebody = house.coordinator("Ana Ferreira")
    body = {"name": NAME, "password": PASSWORD}
    assert somebody.put("/account/password", body).status_code == 200
    return somebody


def turned_on(house: House, browser: Browser) -> tuple[Phone, list[str]]:
    """Turn the second step on; the next code is that of the step after."""
    phone = Phone(house, browser.post("/account/second-step").get_json()["secret"])
    answered = browser.put("/account/second-step", {"code": phone.code()})
    assert answered.status_code == 200, answered.text
    house.clock.instant += STEP
    return phone, answered.get_json()["codes"]


def enter(house: House, code: str | None = None, password: str = PASSWORD) -> tuple[int, str]:
    body = {"name": NAME, "password": password} | ({"code": code} if code else {})
    return told(house.app.test_client().post(f"{PREFIX}/sign-in/password", json=body))


def told(answered: TestResponse) -> tuple[int, str]:
    error: dict[str, Any] = answered.get_json().get("error", {})
    return answered.status_code, error.get("fields", [error])[0].get("code", "")


def link_for(house: House, account_id: str) -> str:
    stream_id = ensure_platform(house.db, house.clock.now()).stream_id
    with transaction(house.db, (stream_id,), actor_id="operator", now=house.clock.now()) as tx:
        return links.issue_link(tx, account_id)


def guarded(house: House, *roles: Role) -> None:
    """Serve the same house with seats that open only once there is a second step."""
    made = house.app.extensions[EXTENSION]
    house.app = create_app(replace(made.config, second_step_for=frozenset(roles)), house.db, house.clock)


def test_once_it_is_on_a_password_alone_lets_nobody_in(house: House, ana: Browser) -> None:
    phone, _ = turned_on(house, ana)
    assert enter(house) == (422, "second_step:needed")
    assert enter(house, phone.wrong()) == (422, "second_step:wrong")
    assert enter(house, password="wrong") == (422, "sign_in:wrong")
    assert enter(house, phone.code()) == (200, "")


def test_until_its_first_code_it_is_not_on(house: House, ana: Browser) -> None:
    begun = ana.post("/account/second-step").get_json()
    assert begun["address"].startswith("otpauth://totp/127.0.0.1%3A8000:ana%40example.org?secret=")
    assert begun["drawing"]["path"].startswith("M4 4h1v1h-1z")
    phone = Phone(house, begun["secret"])
    assert told(ana.put("/account/second-step", {"code": phone.wrong()})) == (422, "second_step:wrong")
    assert enter(house) == (200, "")
    assert ana.get("/account").get_json()["second_step"] is None


def test_a_code_counts_once_whoever_saw_it_typed(house: House, ana: Browser) -> None:
    phone, _ = turned_on(house, ana)
    code = phone.code()
    assert enter(house, code) == (200, "")
    assert enter(house, code) == (422, "second_step:wrong")
    house.clock.instant += STEP
    assert enter(house, code) == (422, "second_step:wrong")
    assert enter(house, phone.code()) == (200, "")


def test_a_code_of_an_earlier_step_counts_no_more_once_a_later_one_was_used(house: House, ana: Browser) -> None:
    phone, _ = turned_on(house, ana)
    house.clock.instant += STEP
    earlier = phone.code(-STEP)
    assert enter(house, phone.code()) == (200, "")
    assert enter(house, earlier) == (422, "second_step:wrong")


@pytest.mark.parametrize(("off_by", "status"), [(-2, 422), (-1, 200), (0, 200), (1, 200), (2, 422)])
def test_a_phones_clock_may_be_one_step_off(house: House, ana: Browser, off_by: int, status: int) -> None:
    phone, _ = turned_on(house, ana)
    house.clock.instant += 2 * STEP
    assert enter(house, phone.code(off_by * STEP))[0] == status


def test_a_link_asks_for_the_code_too_and_is_not_used_up_without(house: House, ana: Browser) -> None:
    phone, _ = turned_on(house, ana)
    client, token = house.app.test_client(), link_for(house, ana.account_id)
    for code, expected in ((None, "needed"), (phone.wrong(), "wrong")):
        answered = client.post(f"{PREFIX}/sign-in", json={"token": token, "code": code})
        assert told(answered) == (422, f"second_step:{expected}")
    assert client.post(f"{PREFIX}/sign-in", json={"token": token, "code": phone.code()}).status_code == 200


def test_guessing_codes_waits_longer_and_longer_but_never_for_ever(house: House, ana: Browser) -> None:
    phone, codes = turned_on(house, ana)
    for _ in range(second_step.FREE):
        assert told(ana.post("/account/recovery-codes", {"code": phone.wrong()})) == (422, "second_step:wrong")
    answered = ana.post("/account/recovery-codes", {"code": phone.code()})
    assert (told(answered), answered.headers["Retry-After"]) == ((429, "too_many"), "120")
    assert enter(house, codes[0]) == (200, ""), "a recovery code gets in meanwhile"
    for _ in range(second_step.FREE + 20):
        house.clock.instant += second_step.LONGEST_WAIT
        assert enter(house, phone.wrong()) == (422, "second_step:wrong")
    house.clock.instant += second_step.LONGEST_WAIT
    assert enter(house, phone.code()) == (200, "")
    assert enter(house, phone.wrong())[0] == 422


def test_a_recovery_code_stands_in_for_the_phone_once(house: House, ana: Browser) -> None:
    _, codes = turned_on(house, ana)
    assert len(set(codes)) == second_step.CODES
    assert enter(house, codes[0].upper().replace("-", " ")) == (200, "")
    assert enter(house, codes[4].replace("-", "\u2013")) == (200, "")  # a phone makes dashes of hyphens
    assert enter(house, codes[0]) == (422, "second_step:wrong")
    assert ana.get("/account").get_json()["second_step"]["codes_left"] == second_step.CODES - 2


def test_recovery_codes_are_made_anew_by_whoever_has_the_phone(house: House, ana: Browser) -> None:
    phone, before = turned_on(house, ana)
    after = ana.post("/account/recovery-codes", {"code": phone.code()}).get_json()["codes"]
    assert not set(before) & set(after)
    assert enter(house, before[0]) == (422, "second_step:wrong")
    assert enter(house, after[0]) == (200, "")


def test_arabic_digits_are_digits(house: House, ana: Browser) -> None:
    phone, _ = turned_on(house, ana)
    arabic = phone.code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert enter(house, f"{arabic[:3]} {arabic[3:]}") == (200, "")


def test_a_code_of_letters_is_a_wrong_code(house: House, ana: Browser) -> None:
    turned_on(house, ana)
    assert enter(house, "café") == (422, "second_step:wrong")


def test_it_is_taken_off_with_a_code_only(house: House, ana: Browser) -> None:
    phone, codes = turned_on(house, ana)
    assert told(ana.send("DELETE", "/account/second-step", {"code": phone.wrong()}))[1] == "second_step:wrong"
    assert ana.send("DELETE", "/account/second-step", {"code": codes[3]}).get_json()["second_step"] is None
    assert enter(house) == (200, "")


def test_turning_it_on_or_off_ends_every_other_session(house: House, ana: Browser) -> None:
    other = house.again(ana)
    _, codes = turned_on(house, ana)
    assert other.get("/session").status_code == 401
    client = house.app.test_client()
    body = {"token": link_for(house, ana.account_id), "code": codes[0]}
    assert client.post(f"{PREFIX}/sign-in", json=body).status_code == 200
    ana.send("DELETE", "/account/second-step", {"code": codes[1]})
    assert client.get(f"{PREFIX}/session").status_code == 401
    assert ana.get("/session").status_code == 200


def test_in_a_session_left_open_nobody_else_turns_it_on(house: House, ana: Browser) -> None:
    house.clock.instant += sessions.JUST
    assert told(ana.post("/account/second-step"))[1] == "password:wrong"
    assert ana.post("/account/second-step", {"current": PASSWORD}).status_code == 200
    link_only = house.coordinator("Kofi")
    house.clock.instant += sessions.JUST
    assert told(link_only.post("/account/second-step"))[1] == "proof:needed"


def test_whoever_gives_the_seat_takes_a_lost_phone_off_and_every_session_ends(house: House) -> None:
    giver = house.coordinator()
    giver.post("/operations", {"code": "EQUINOX", "name": "Equinox"})
    holder = house.seated(giver, "EQUINOX", role="ocu")
    turned_on(house, holder)
    (seat,) = [each for each in giver.get("/operations/EQUINOX/seats").get_json()["items"] if each["role"] == "ocu"]
    assert seat["second_step"] is True
    answered = giver.delete(f"/operations/EQUINOX/seats/{seat['id']}/second-step")
    assert answered.get_json()["second_step"] is False
    assert holder.get("/session").status_code == 401
    assert house.again(holder).get("/account").get_json()["second_step"] is None


def test_nobody_takes_ones_own_off_as_a_giver_or_that_of_somebody_seated_elsewhere(house: House) -> None:
    giver = house.coordinator()
    giver.post("/operations", {"code": "EQUINOX", "name": "Equinox"})
    turned_on(house, giver)
    (own,) = giver.get("/operations/EQUINOX/seats").get_json()["items"]
    assert told(giver.delete(f"/operations/EQUINOX/seats/{own['id']}/second-step")) == (403, "not_allowed")


def test_seats_that_ask_for_a_second_step_open_nothing_without(house: House) -> None:
    coordinator = house.coordinator()
    coordinator.post("/operations", {"code": "EQUINOX", "name": "Equinox"})
    guarded(house, Role.COORDINATOR, Role.OCU)
    somebody = house.again(coordinator)
    said = somebody.get("/session").get_json()
    assert (said["seats"], said["second_step_missing"]) == ([], True)
    assert somebody.get("/operations/EQUINOX").status_code == 404
    assert somebody.post("/operations", {"code": "ANOTHER", "name": "Another"}).status_code == 403
    _, codes = turned_on(house, somebody)
    said = somebody.get("/session").get_json()
    assert (len(said["seats"]), said["second_step_missing"]) == (2, False)
    assert somebody.get("/operations/EQUINOX").status_code == 200
    assert somebody.get("/account").get_json()["second_step_required"] is True
    somebody.send("DELETE", "/account/second-step", {"code": codes[0]})
    assert somebody.get("/operations/EQUINOX").status_code == 404


def test_roles_that_are_not_named_go_without(house: House) -> None:
    coordinator = house.coordinator()
    coordinator.post("/operations", {"code": "EQUINOX", "name": "Equinox"})
    guarded(house, Role.OCU)
    assert house.again(coordinator).get("/operations/EQUINOX").status_code == 200


def test_neither_secret_nor_code_can_be_read_from_the_database(house: House, ana: Browser) -> None:
    key = str(uuid4())
    begun = ana.send("POST", "/account/second-step", {}, key=key).get_json()
    assert ana.send("POST", "/account/second-step", {}, key=key).get_json()["secret"] is None, "shown once"
    codes = ana.put("/account/second-step", {"code": Phone(house, begun["secret"]).code()}).get_json()["codes"]
    with house.db.reading() as session:
        kept = [*session.scalars(select(SecondStep.sealed)), *session.scalars(select(RecoveryCode.digest))]
        kept += [*session.scalars(select(Receipt.answer)), *session.scalars(select(Entry.body))]
    everything = "\n".join(kept)
    assert begun["secret"] not in everything
    assert [code for code in codes if code in everything or code.replace("-", "") in everything] == []


def test_without_the_installations_key_it_is_refused_and_can_be_taken_off(house: House, ana: Browser) -> None:
    phone, _ = turned_on(house, ana)
    home = house.app.extensions[EXTENSION].config.home
    (home / keys.SEALING).unlink()
    assert enter(house, phone.code()) == (409, "second_step:unreadable")


def test_the_log_tells_each_act_and_no_code(house: House, ana: Browser) -> None:
    phone, codes = turned_on(house, ana)
    enter(house, codes[0])
    ana.post("/account/recovery-codes", {"code": phone.code()})
    with house.db.reading() as session:
        bodies = {entry.kind: entry.content() for entry in session.scalars(select(Entry).order_by(Entry.seq))}
    assert bodies["second_step_added"] == bodies["recovery_codes_made"] == {"account_id": ana.account_id}
    assert bodies["recovery_code_used"] == {"account_id": ana.account_id, "left": second_step.CODES - 1}


def test_who_is_asked_for_a_code_has_not_failed_however_many_come_from_one_address(house: House, ana: Browser) -> None:
    turned_on(house, ana)
    token = link_for(house, ana.account_id)
    for _ in range(attempts.FAILED_PER_ADDRESS // attempts.PER_TOKEN + 1):
        for _ in range(attempts.PER_TOKEN):
            answered = house.app.test_client().post(f"{PREFIX}/sign-in", json={"token": token})
            assert told(answered) == (422, "second_step:needed")
        house.clock.instant += timedelta(seconds=20)
        token = link_for(house, ana.account_id)


def test_the_doctor_finds_second_steps_that_another_key_sealed(house: House, ana: Browser) -> None:
    turned_on(house, ana)
    settings = house.app.extensions[EXTENSION].config
    assert not [each for each in examine(settings, house.clock.instant) if "second steps" in each.said]
    (settings.home / keys.SEALING).unlink()
    keys.sealing_key(settings.home)
    (found,) = [each for each in examine(settings, house.clock.instant) if "second steps" in each.said]
    assert (found.state, found.said[:1]) == ("bad", "1")
