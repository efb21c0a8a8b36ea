"""Signing in by name and password: one refusal for whatever is wrong, and a change that ends every other session."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from coordinator.identity import attempts, links, sessions
from coordinator.identity.models import Account, Password
from coordinator.identity.platform import ensure_platform
from realtime import receipts
from realtime.log import Entry
from realtime.receipts import Receipt
from realtime.transaction import Database, transaction
from tests.browsers import PREFIX, QUICK, Browser, House

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

NAME, PASSWORD, ANOTHER = "ana@example.org", "a lamp over the old harbour", "seventeen storks at the quay"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


@pytest.fixture
def ana(house: House) -> Browser:
    somebody = house.coordinator("Ana Ferreira")
    assert set_password(somebody).status_code == 200
    return somebody


def set_password(
    browser: Browser, password: str = PASSWORD, *, name: str = NAME, current: str | None = None, key: str | None = None
) -> TestResponse:
    body = {"name": name, "password": password} | ({"current": current} if current else {})
    return browser.send("PUT", "/account/password", body, key=key)


def code_of(answered: TestResponse) -> str:
    error = answered.get_json().get("error", {})
    code: str = error.get("fields", [error])[0].get("code", "")
    return code


def enter(house: House, name: str = NAME, password: str = PASSWORD, **environ: str) -> tuple[int, str]:
    answered = house.app.test_client().post(
        f"{PREFIX}/sign-in/password", json={"name": name, "password": password}, environ_overrides=environ
    )
    return answered.status_code, code_of(answered)


def by_password(house: House, password: str = PASSWORD) -> Browser:
    client = house.app.test_client()
    said = client.post(f"{PREFIX}/sign-in/password", json={"name": NAME, "password": password}).get_json()
    return Browser(client, said["csrf"], said["account"]["id"])


def test_the_first_link_offers_a_password_which_signs_in_from_then_on(house: House) -> None:
    somebody = house.coordinator("Ana Ferreira")
    assert somebody.get("/session").get_json()["password_offered"] is True
    assert set_password(somebody).get_json() == {
        "name": NAME, "password_set_at": "2026-11-10T12:00:00Z", "just_by_link": True, "just_begun": True,
        "second_step": None, "second_step_required": False, "email": None,
    }  # fmt: skip
    assert somebody.get("/session").get_json()["password_offered"] is False
    again = by_password(house)
    assert again.account_id == somebody.account_id
    assert [line["begun_by"] for line in again.get("/sessions").get_json()["items"] if line["current"]] == ["password"]


def test_whoever_wants_no_password_goes_on_with_links(house: House) -> None:
    somebody = house.coordinator()
    assert house.again(somebody).get("/session").status_code == 200
    house.clock.instant += sessions.JUST
    assert somebody.get("/session").get_json()["password_offered"] is False


@pytest.mark.usefixtures("ana")
def test_a_name_is_known_however_it_is_typed(house: House) -> None:
    assert enter(house, "  ANA@Example.org ") == (200, "")
    assert enter(house, "ａｎａ@example.org") == (200, "")


@pytest.mark.usefixtures("ana")
def test_whatever_is_wrong_is_refused_in_the_same_words(house: House) -> None:
    link_only = house.coordinator("Kofi")
    with transaction(house.db, (), actor_id="", now=house.clock.now()) as tx:
        tx.session.get_one(Account, link_only.account_id).sign_in_name = "kofi"
    wrong = (422, "sign_in:wrong")
    assert [enter(house, *tried) for tried in ((NAME, "wrong"), ("nobody", PASSWORD), ("kofi", PASSWORD))] == [
        wrong
    ] * 3
    with transaction(house.db, (), actor_id="", now=house.clock.now()) as tx:
        tx.session.scalars(select(Account).where(Account.sign_in_name == NAME)).one().closed_at = house.clock.now()
    assert enter(house) == wrong


@pytest.mark.usefixtures("ana")
def test_a_name_nobody_has_is_refused_after_as_many_tries_as_any_other(house: House) -> None:
    for name in (NAME, "nobody@example.org"):
        tried = [enter(house, name, "wrong", REMOTE_ADDR="192.0.2.9")[0] for _ in range(attempts.PER_NAME_HERE + 1)]
        assert tried == [422] * attempts.PER_NAME_HERE + [429]


@pytest.mark.usefixtures("ana")
def test_guessing_at_a_name_is_slow_from_one_address_and_does_not_shut_its_owner_out(house: House) -> None:
    tried = [enter(house, NAME, f"guess {n}", REMOTE_ADDR="192.0.2.1") for n in range(attempts.PER_NAME_HERE + 1)]
    assert tried[-1] == (429, "too_many")
    assert enter(house, REMOTE_ADDR="192.0.2.2") == (200, "")
    house.clock.instant += timedelta(minutes=1)
    assert enter(house, REMOTE_ADDR="192.0.2.1") == (200, "")


def test_a_link_gets_in_whoever_is_kept_out_by_anothers_guessing(house: House, ana: Browser) -> None:
    for n in range(attempts.PER_NAME + 1):
        enter(house, NAME, f"guess {n}", REMOTE_ADDR=f"192.0.2.{n // 5}")
    assert enter(house, REMOTE_ADDR="198.51.100.1") == (429, "too_many")
    assert house.again(ana).get("/session").status_code == 200


def test_a_password_of_older_parameters_is_hashed_anew_when_it_signs_in(house: House, ana: Browser) -> None:
    older = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSWORD)
    with transaction(house.db, (), actor_id="", now=house.clock.now()) as tx:
        tx.session.get_one(Password, ana.account_id).hash = older
    assert enter(house) == (200, "")
    with house.db.reading() as session:
        assert not QUICK.check_needs_rehash(session.get_one(Password, ana.account_id).hash)
    assert enter(house) == (200, "")


def test_a_change_takes_the_present_password_and_ends_every_other_session(house: House, ana: Browser) -> None:
    here = by_password(house)
    assert code_of(set_password(here, ANOTHER)) == "password:wrong"
    assert code_of(set_password(here, ANOTHER, current="wrong")) == "password:wrong"
    assert ana.get("/session").status_code == 200
    assert set_password(here, ANOTHER, current=PASSWORD).status_code == 200
    assert ana.get("/session").status_code == 401
    assert here.get("/session").status_code == 200
    assert enter(house)[0] == 422
    assert enter(house, NAME, ANOTHER) == (200, "")


def test_a_forgotten_password_is_replaced_by_whoever_was_given_a_new_link(house: House, ana: Browser) -> None:
    anew = house.again(ana)
    assert set_password(anew, ANOTHER).status_code == 200
    assert enter(house, NAME, ANOTHER) == (200, "")


def test_half_an_hour_after_the_link_the_present_password_is_asked_for(house: House, ana: Browser) -> None:
    house.clock.instant += sessions.JUST
    assert code_of(set_password(ana, ANOTHER)) == "password:wrong"
    link_only = house.coordinator("Kofi")
    house.clock.instant += sessions.JUST
    assert code_of(set_password(link_only, ANOTHER, name="kofi")) == "proof:needed"


def test_a_change_makes_waiting_links_useless(house: House, ana: Browser) -> None:
    stream_id = ensure_platform(house.db, house.clock.now()).stream_id
    with transaction(house.db, (stream_id,), actor_id="operator", now=house.clock.now()) as tx:
        token = links.issue_link(tx, ana.account_id)
    assert set_password(ana, ANOTHER).status_code == 200
    answered = house.app.test_client().post(f"{PREFIX}/sign-in", json={"token": token})
    assert code_of(answered) == "link:withdrawn"


@pytest.mark.usefixtures("ana")
def test_two_people_cannot_sign_in_by_one_name(house: House) -> None:
    other = house.coordinator("Kofi")
    answered = set_password(other, name="Ana@example.org")
    assert (answered.status_code, code_of(answered)) == (409, "account:name_taken")
    assert set_password(other, name="kofi").status_code == 200


@pytest.mark.parametrize(
    "name", ["ab", "two words", "ana@", "@example.org", "ana@home", "a@b@example.org", "x\u202ey z", "é" * 130]
)
def test_what_is_neither_an_address_nor_a_user_name_is_refused(house: House, name: str) -> None:
    assert code_of(set_password(house.coordinator(), name=name)) == "account:name_form"


def test_a_weak_password_is_refused_at_its_field(house: House) -> None:
    somebody = house.coordinator("Ana Ferreira")
    for password, code in (("short", "too_short"), ("password1234", "usual"), ("AnaFerreira2026", "own_name")):
        assert code_of(set_password(somebody, password)) == f"password:{code}"


def test_guessing_the_present_password_in_a_session_left_open_is_slow(house: House, ana: Browser) -> None:
    assert ana.get("/session").status_code == 200
    here = by_password(house)
    codes = [code_of(set_password(here, ANOTHER, current=f"guess {n}")) for n in range(attempts.PER_ACCOUNT + 1)]
    assert codes == ["password:wrong"] * attempts.PER_ACCOUNT + ["too_many"]


def test_a_change_sent_twice_is_done_once(house: House, ana: Browser) -> None:
    here, key = by_password(house), str(uuid4())
    assert ana.get("/session").status_code == 200
    first = set_password(here, ANOTHER, current=PASSWORD, key=key)
    second = set_password(here, ANOTHER, current=PASSWORD, key=key)
    assert (second.status_code, second.get_json()) == (200, first.get_json())
    assert second.headers["Idempotency-Replayed"] == "true"


def test_no_password_stands_in_a_log_a_fact_a_receipt_or_an_answer(
    house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    somebody, key = house.coordinator("Ana Ferreira"), str(uuid4())
    said = [set_password(somebody, key=key).text, set_password(somebody, ANOTHER, current=PASSWORD).text]
    enter(house, NAME, "wrong" + PASSWORD)
    # Without the installation's key, what a receipt holds tells nobody whether a guess was right.
    body = json.dumps({"name": NAME, "password": PASSWORD}).encode()
    plain = receipts.digest("PUT", f"{PREFIX}/account/password?", body)
    with house.db.reading() as session:
        kept = [*session.scalars(select(Entry.body)), *session.scalars(select(Receipt.answer))]
        digests = set(session.scalars(select(Receipt.request_digest)))
        assert len(digests) == 2
    assert plain not in digests
    everything = "\n".join([*said, *kept, caplog.text, *capfd.readouterr()])
    assert PASSWORD not in everything
    assert ANOTHER not in everything


def test_the_log_says_that_a_password_was_set_and_whose_sessions_ended(house: House, ana: Browser) -> None:
    house.again(ana)
    set_password(ana, ANOTHER)
    with house.db.reading() as session:
        entries = [(entry.kind, entry.content()) for entry in session.scalars(select(Entry).order_by(Entry.seq))]
    told = [(kind, body.get("first")) for kind, body in entries if kind in {"password_set", "session_revoked"}]
    assert told == [("password_set", True), ("password_set", False), ("session_revoked", None)]
