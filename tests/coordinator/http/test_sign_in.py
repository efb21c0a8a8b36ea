"""Signing in: one-time links, sessions that end, cookies that stay home, and guessing that is slow."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from coordinator.identity import links, sessions
from coordinator.identity.accounts import open_account
from coordinator.identity.models import SessionRow, SignInLink
from coordinator.identity.platform import ensure_platform
from realtime import database as databases
from realtime.log import Entry, Stream, verify
from realtime.transaction import Database, transaction
from tests.browsers import PREFIX, Browser, House

SIGN_IN = f"{PREFIX}/sign-in"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


def link_for(house: House, name: str = "Ana Ferreira") -> str:
    stream_id = ensure_platform(house.db, house.clock.now()).stream_id
    with transaction(house.db, (stream_id,), actor_id="operator", now=house.clock.now()) as tx:
        return links.issue_link(tx, open_account(tx, name, "pt").id)


def code_of(house: House, token: str) -> tuple[int, str]:
    answered = house.app.test_client().post(SIGN_IN, json={"token": token})
    return answered.status_code, answered.get_json().get("error", {}).get("code", "")


def test_a_link_signs_in_and_says_who_one_is(house: House) -> None:
    browser = house.browser(link_for(house))
    said = browser.get("/session").get_json()
    assert (said["account"]["name"], said["account"]["language"], said["seats"]) == ("Ana Ferreira", "pt", [])
    assert said["server_now"] == "2026-11-10T12:00:00Z"


def test_a_coordinators_seat_names_its_actions(house: House) -> None:
    (seat,) = house.coordinator().get("/session").get_json()["seats"]
    assert (seat["role"], seat["operation"]) == ("coordinator", None)
    assert "operation:create" in seat["actions"]


def test_looking_at_a_link_does_not_use_it_up(house: House) -> None:
    token = link_for(house)
    house.app.test_client().get(f"/sign-in?{token}", buffered=True)
    assert code_of(house, token) == (200, "")


def test_a_link_works_once(house: House) -> None:
    token = link_for(house)
    assert code_of(house, token) == (200, "")
    assert code_of(house, token) == (422, "link:used")


def test_a_link_works_for_three_days(house: House) -> None:
    early, late = link_for(house), link_for(house)
    house.clock.instant += timedelta(hours=72) - timedelta(seconds=1)
    assert code_of(house, early) == (200, "")
    house.clock.instant += timedelta(seconds=1)
    assert code_of(house, late) == (422, "link:expired")


def test_a_new_link_takes_the_place_of_those_that_wait(house: House) -> None:
    old = link_for(house)
    stream_id = ensure_platform(house.db, house.clock.now()).stream_id
    with transaction(house.db, (stream_id,), actor_id="operator", now=house.clock.now()) as tx:
        account_id = tx.session.scalars(select(SignInLink.account_id)).one()
        new = links.reissue_link(tx, account_id)
    assert code_of(house, old) == (422, "link:withdrawn")
    assert code_of(house, new) == (200, "")


def test_a_link_nobody_made_is_refused(house: House) -> None:
    assert code_of(house, "x" * 43) == (422, "link:unknown")


def test_neither_links_nor_cookies_can_be_read_from_the_database(house: House) -> None:
    token = link_for(house)
    client = house.app.test_client()
    client.post(SIGN_IN, json={"token": token})
    cookie = client.get_cookie("session")
    assert cookie is not None
    with house.db.reading() as session:
        kept = [*session.scalars(select(SignInLink.token_digest)), *session.scalars(select(SessionRow.token_digest))]
    assert not {token, cookie.value} & set(kept)
    assert links.digest(token) in kept


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(house: House) -> None:
    answered = house.app.test_client().post(SIGN_IN, json={"token": link_for(house)})
    set_cookie = answered.headers["Set-Cookie"]
    assert all(word in set_cookie for word in ("session=", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in set_cookie


def test_nobody_is_signed_in_without_a_cookie(house: House) -> None:
    answered = house.app.test_client().get(f"{PREFIX}/session")
    assert (answered.status_code, answered.get_json()["error"]["code"]) == (401, "not_signed_in")


def test_a_session_ends_twelve_hours_after_its_last_use(house: House) -> None:
    browser = house.browser(link_for(house))
    for _ in range(4):
        house.clock.instant += timedelta(hours=11)
        assert browser.get("/session").status_code == 200
    house.clock.instant += sessions.IDLE_FOR
    assert browser.get("/session").status_code == 401


@pytest.mark.usefixtures("database_url")  # of its own: its connections are not as others want them
def test_reading_is_answered_while_another_process_writes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = house.coordinator()
    house.clock.instant += sessions.RENEWED_AFTER
    monkeypatch.setattr(databases, "BUSY_FOR", 0.05)
    house.db.engine.dispose()  # it is read when a connection is made
    with house.db.engine.connect().execution_options(writes=True) as other:
        other.exec_driver_sql("SELECT 1")
        assert somebody.get("/session").status_code == 200


def test_a_session_ends_a_fortnight_after_it_began_however_much_it_is_used(house: House) -> None:
    browser = house.browser(link_for(house))
    for _ in range(13 * 3 + 2):
        house.clock.instant += timedelta(hours=8)
        assert browser.get("/session").status_code == 200
    house.clock.instant += timedelta(hours=8)
    assert browser.get("/session").status_code == 401


def test_one_sees_where_one_is_signed_in_and_ends_a_session_elsewhere(house: House) -> None:
    here = house.browser(link_for(house))
    there = house.again(here)
    listed = here.get("/sessions").get_json()["items"]
    assert [line["current"] for line in listed].count(True) == 1
    other = next(line["id"] for line in listed if not line["current"])
    assert here.delete(f"/sessions/{other}").status_code == 200
    assert there.get("/session").status_code == 401
    assert here.get("/session").status_code == 200


def test_one_ends_all_sessions_but_this_one(house: House) -> None:
    here = house.browser(link_for(house))
    others = [house.again(here), house.again(here)]
    assert here.delete("/sessions").get_json() == {"ended": 2}
    assert [other.get("/session").status_code for other in others] == [401, 401]
    (left,) = here.get("/sessions").get_json()["items"]
    assert left["current"]


def test_a_session_tells_how_it_began_and_where_it_was_last_used_from(house: House) -> None:
    browser = house.browser(link_for(house))
    (line,) = browser.get("/sessions").get_json()["items"]
    assert (line["begun_by"], line["address"]) == ("link", "127.0.0.1")
    house.clock.instant += sessions.RENEWED_AFTER
    browser.client.get(f"{PREFIX}/session", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    (line,) = browser.get("/sessions").get_json()["items"]
    assert line["address"] == "192.0.2.7"


def test_nobody_ends_the_session_of_another(house: House) -> None:
    one, another = house.browser(link_for(house)), house.browser(link_for(house, "Kofi"))
    (line,) = another.get("/sessions").get_json()["items"]
    assert one.delete(f"/sessions/{line['id']}").status_code == 404
    assert another.get("/session").status_code == 200


def test_signing_out_ends_the_session_and_takes_the_cookie_back(house: House) -> None:
    browser = house.browser(link_for(house))
    answered = browser.delete("/session")
    assert answered.status_code == 200
    assert "Max-Age=0" in answered.headers["Set-Cookie"]
    assert browser.get("/session").status_code == 401


def test_signing_in_again_in_the_same_browser_ends_the_session_before(house: House) -> None:
    client = house.app.test_client()
    client.post(SIGN_IN, json={"token": link_for(house)})
    client.post(SIGN_IN, json={"token": link_for(house)})
    with house.db.reading() as session:
        assert [row.revoked_at is None for row in session.scalars(select(SessionRow))].count(True) == 1


def test_the_language_chosen_is_kept_with_the_account(house: House) -> None:
    browser = house.browser(link_for(house))
    assert browser.send("PATCH", "/session", {"language": "ar"}).get_json()["account"]["language"] == "ar"
    assert house.again(browser).get("/session").get_json()["account"]["language"] == "ar"
    assert browser.send("PATCH", "/session", {"language": "de"}).status_code == 422


def test_guessing_links_is_slow(house: House) -> None:
    client = house.app.test_client()
    codes = [client.post(SIGN_IN, json={"token": uuid4().hex}).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]
    refused = client.post(SIGN_IN, json={"token": uuid4().hex})
    assert refused.headers["Retry-After"] == "60"
    assert refused.get_json()["error"]["code"] == "too_many"
    house.clock.instant += timedelta(seconds=60)
    assert client.post(SIGN_IN, json={"token": link_for(house)}).status_code == 200


def test_one_token_cannot_be_tried_again_and_again(house: House) -> None:
    client, token = house.app.test_client(), link_for(house)
    codes = [client.post(SIGN_IN, json={"token": token}).status_code for _ in range(9)]
    assert codes == [200] + [422] * 7 + [429]


def test_the_log_tells_who_came_and_went_without_a_name(house: House) -> None:
    browser: Browser = house.browser(link_for(house))
    browser.delete("/session")
    with house.db.reading() as session:
        stream = session.scalars(select(Stream).where(Stream.kind == "platform")).one()
        entries = list(session.scalars(select(Entry).where(Entry.stream_id == stream.id).order_by(Entry.seq)))
        assert [entry.kind for entry in entries] == ["account_opened", "link_issued", "signed_in", "session_revoked"]
        assert not any("Ana" in entry.body for entry in entries)
        assert entries[2].actor_id == browser.account_id
        assert list(verify(session, stream)) == []
