"""What lies on the disk, in the logs and in the queue: of strangers' mail nothing, of the person's own only ids in the
clear, and after everything was erased nothing at all.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import redis
from sqlalchemy import select

from service.accounts import LOCAL_PERSON
from service.folder_key import key_of
from service.schema import Account, Note
from service.tokens import SealedTokens
from service.vault import key_text, keys_of
from tests.laid_open import laid_open
from tests.security.house import House, raised_house
from tests.security.sinks import Canaries, Hit, canaries, hits
from tests.service.sandboxed import ME
from tests.verdicts import Verdict

QUICK, WHOLE = (30, 3), (9_960, 40)
"""Mails that have nothing to do with an interview, and conversations among them."""
BREAKS = {"google": ("gmail.users.history.list", "calendar.events.list"), "microsoft": ("graph.messages*",)}
"""Calls that fail once."""
MINE = {"email": ME, "self": True}
KINDS = (
    "Your receipt {0}\n\nThank you for your purchase of {1}. Total: 12.90 EUR.",
    "Weekly news about {0}\n\nThis week in {1}: ten things to read. Unsubscribe: https://news.example/{1}",
    "Re: the {0} build\n\nThe {1} branch is red again, can you take a look before noon?",
    "Dinner?\n\nAre you coming on Friday? {0} brings the salad, {1} the wine.",
)


def stored_words(house: House) -> bytes:
    """All that the database's files hold for who has the key."""
    with house.opened() as context:
        return laid_open(context.settings.database_path, context.vault)


# --- PS-03 -------------------------------------------------------------------------------------------------------


def test_ps_03_only_what_belongs_to_interviews_is_stored(
    house: House, tmp_path: Path, verdict: Verdict, *, is_whole: bool
) -> None:
    """Of mail and calendar entries that belong to no interview no word is stored or logged: only id, date and rule."""
    if is_whole:
        with raised_house(tmp_path, connected=False) as own:
            _look_for_strangers(own, *WHOLE, verdict)
    else:
        _look_for_strangers(house, *QUICK, verdict)


def _look_for_strangers(house: House, others: int, talks: int, verdict: Verdict) -> None:
    strange, own = canaries(303, others), [f"saffron{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(talks)]
    crowd = [{"email": one, "responseStatus": "accepted"} for one in strange.addresses[:20]]
    with house.desk() as desk:
        for number, (body, address) in enumerate(zip(strange.bodies, strange.addresses, strict=True)):
            subject, _, text = KINDS[number % len(KINDS)].format(*body.split()).partition("\n\n")
            desk.deliver(f"{body} <{address}>", subject, text)
        for number in range(0, others, max(others // 20, 1)):
            more = {
                "summary": f"Gym {strange.bodies[number]}",
                "description": strange.bodies[number],
                "organizer": MINE,
            }
            desk.put_talk("gym", house.now() + timedelta(hours=number), attendees=crowd * (number % 2), **more)
    asked = [house.talk(name, hours=20 + number) for number, name in enumerate(own)]
    if is_first_read := not house.rows("accounts"):
        house.connect()
    else:
        house.settle()
    held, words = stored_words(house).lower(), _marks(" ".join((*strange.bodies, *strange.addresses)).encode())
    assert [address for address in asked if address.encode() not in held] == [], "what belongs to talks is there"
    assert len(words) >= 4 * others
    assert sorted(words & (_marks(held) | _marks(house.log().encode()))) == []
    assert hits([*strange.bodies[:20], *strange.addresses[:20]], folder=house.folder / "data", log=house.log()) == []
    aside = [row for row in house.rows("set_asides") if row["kind"] == "mail"]
    assert is_first_read or len(aside) >= others * 0.9, "they were seen; a first read asks for what may be of interest"
    verdict(f"only candidates: {others} other mails, {talks} talks: 0 of {len(words)} words stored or logged")


def _marks(content: bytes) -> set[bytes]:
    """The words in it that look as all those do which stand nowhere by chance: thousands of them are sought at once."""
    return set(re.findall(rb"zq[a-z]{8,10}", content))


# --- PS-05, and every canary everywhere ----------------------------------------------------------------------------


@dataclass
class Planted:
    """What somebody trusts to Warmthread, every word of which is known."""

    told: Canaries
    """Words and addresses of mails, entries, notes and drafts."""
    pages: list[str] = field(default_factory=list)
    """Answers that are no page of the person's own: errors, figures, what an uninvited visitor gets."""


@contextmanager
def watched(url: str) -> Iterator[bytearray]:
    """Whatever anybody tells that Redis, while the block runs: a queue is empty again before one can look."""
    seen, end = bytearray(), b"that was all"
    at = urlsplit(url)
    with socket.create_connection((at.hostname or "", at.port or 0)) as line:
        line.sendall(b"MONITOR\r\n")

        def listen() -> None:
            while end not in seen[-2 * len(end) :] and (more := line.recv(65536)):
                seen.extend(more)

        listener = threading.Thread(target=listen)
        listener.start()
        try:
            yield seen
        finally:
            with redis.Redis.from_url(url) as other:
                other.echo(end)
            listener.join()


def plant(house: House, seed: int, provider: str = "google") -> Planted:
    """Mail, entries, a note and a draft with words that stand nowhere else; the draft is approved and sent. The provider
    fails once, and a value is put where it does not belong.
    """
    found = Planted(canaries(seed, 12))
    bodies, (asker, other, *_) = found.told.bodies, found.told.addresses
    asking = "Would you have 20 minutes for an informational interview? I would love to hear about your path."
    headers, text = f"Cc: {bodies[0]} <{other}>\n", f"Hi Alex,\n\n{asking}\n\n{bodies[1]}.\n\nH"
    house.deliver(f"{bodies[2]} <{asker}>", f"A question on {bodies[3]}", text, headers=headers, provider=provider)
    guests = [{"email": asker, "displayName": bodies[2], "responseStatus": "accepted"}]
    named = {"summary": f"Coffee chat {bodies[3]}", "description": bodies[4], "organizer": {"email": asker}}
    house.talk("sorrel", hours=40, provider=provider, attendees=guests, **named)
    house.settle()
    talk = house.interview_with(asker)
    assert talk is not None
    assert house.post(f"/interviews/{talk['id']}/notes", text=bodies[5], private="on").status_code == 303
    for method in BREAKS[provider]:
        house.sandbox.control_of(provider).order_fault(method, "status", times=1)
    house.deliver(
        f"{bodies[2]} <{asker}>", f"Re: A question on {bodies[3]}", bodies[6], headers=headers, provider=provider
    )
    house.settle()
    draft = house.written_to("hyssop", provider=provider, description=bodies[7], location=bodies[8])
    words = house.folder / "data" / "words.txt"
    words.write_text(f"Hi Hyssop,\n\nThank you for your time. {bodies[9]}\n\nAlex\n", encoding="utf-8")
    assert house.cli("drafts", "edit", draft["id"], "--body-file", str(words)).code == 0
    words.unlink()
    assert house.approve(draft).code == 0
    house.settle()
    ask_amiss(house, found, talk["id"])
    return found


def ask_amiss(house: House, found: Planted, interview_id: str) -> None:
    """Questions that get no page of the person's own, with words in them that must not come back."""
    word, address = quote(found.told.bodies[10]), quote(found.told.addresses[2])
    answers = [
        house.get(f"/interviews/{word}"),
        house.get(f"/{address}"),
        house.get(f"/connect/google/callback?state={word}&code={address}"),
        house.post(f"/interviews/{interview_id}/{word}", text=found.told.bodies[11]),
        house.post(f"/interviews/{interview_id}/notes", text=found.told.bodies[11], headers={"X-Form-Token": ""}),
    ]
    with house.visitor() as visitor:
        answers += [visitor.get(path) for path in ("/", f"/interviews/{interview_id}", "/health")]
    with house.opened() as context, context.database.writing(LOCAL_PERSON) as session:
        note = session.scalars(select(Note).order_by(Note.at.desc())).first()
        assert note is not None
        kept, note.text_sealed = note.text_sealed, context.vault.seal(found.told.bodies[11], row="another|row|text")
    answers.append(house.get(f"/interviews/{interview_id}"))
    with house.opened() as context, context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Note, note.id).text_sealed = kept
    assert {answer.status_code for answer in answers} == {303, 400, 403, 404, 500}
    found.pages += [answer.text + str(answer.headers) for answer in answers] + [house.get("/metrics").text]


def secrets_of(house: House) -> tuple[str, ...]:
    """The vault's and the file's keys, the provider's tokens, and what the browser is known by."""
    with house.opened() as context:
        with context.database.reading() as session:
            ids = session.scalars(select(Account.id).where(Account.tokens_sealed.is_not(None))).all()
        held = [json.loads(SealedTokens(context, one, LOCAL_PERSON).load()) for one in ids]
        keys = [key.hex() for key in keys_of(key_text(context.settings)).by_version.values()]
        keys.append(key_of(context.settings.database_path, context.vault).hex())
    tokens = list(_tokens_in(held))
    cookies = [str(one.value) for one in house.browser.cookies.jar]
    assert len(tokens) >= 2
    assert cookies
    return *keys, *tokens, *cookies


def _tokens_in(held: object) -> Iterator[str]:
    """However deep they lie: Microsoft's library keeps a text of its own."""
    for name, value in held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ():
        if isinstance(value, str) and value.startswith("{"):
            yield from _tokens_in(json.loads(value))
        elif isinstance(value, str) and name in {"refresh_token", "access_token", "token", "secret", "id_token"}:
            yield value
        else:
            yield from _tokens_in(value)


def test_ps_05_logs_queue_figures_and_errors_carry_ids_alone(
    house: House, tmp_path: Path, request: pytest.FixtureRequest, verdict: Verdict, *, is_whole: bool
) -> None:
    """Tokens, words and addresses are in no log (at DEBUG), no job, no figure and no error page; neither in the database
    file, its log and its copies; and once everything is erased, nowhere at all.
    """
    if not is_whole:
        _look_around(house, plant(house, 7))
        return
    url: str = request.getfixturevalue("redis_url")
    counts = [_look_everywhere(tmp_path / provider, url, provider) for provider in ("google", "microsoft")]
    told = "0 hits in logs, Redis, figures, error pages, database, its log and copies; 0 anywhere after erasing"
    verdict(f"canaries: {'; '.join(counts)}: {told}")


def _look_around(house: House, planted: Planted) -> list[str]:
    """Looks while everything is there; returns the words that were looked for."""
    known, data = secrets_of(house), house.folder / "data"
    words = [*planted.told.bodies, *planted.told.addresses, *known]
    assert house.cli("backup", str(data / "taken.zip")).code == 0
    held = stored_words(house)
    told = [*planted.told.addresses[:2], *planted.told.bodies[2:4]]
    assert [word for word in told if word.encode() not in held] == [], "who has the key finds what stands in the tables"
    found = hits(words, folder=data, log=house.log(), pages=planted.pages)
    (data / "taken.zip").unlink()
    assert [hit for hit in found if not _is_its_place(hit)] == []
    assert {hit.word for hit in found} == {known[0]}, "the vault's key is found where it has to be"
    assert '"level": "debug"' in house.log()
    return words


def _look_everywhere(folder: Path, redis_url: str, provider: str) -> str:
    folder.mkdir()
    with (
        watched(redis_url) as queued,
        raised_house(folder, {"WARMTHREAD_REDIS_URL": redis_url}, provider=provider) as house,
    ):
        planted = plant(house, len(provider), provider)
        words = _look_around(house, planted)
        assert hits(words, redis_url=redis_url) == []
        erased = house.cli("erase", "--everything", "--yes", "ERASE", "--keep-key")
        assert erased.code == 0, erased.err
        house.control.move_clock(advance=3600)
        assert house.cli("doctor").code == 0
        held = stored_words(house)
        assert [word for word in words if word.encode() in held] == [], "also for who has the key"
        left = hits(words, folder=house.folder / "data", redis_url=redis_url, log=house.log())
        assert [hit for hit in left if not _is_its_place(hit)] == []
    assert queued.count(b'"actor_name') > 5, "jobs went that way"
    assert hits(words, log=queued.decode(errors="replace")) == []
    return f"{provider} {len(words)} words, {len(planted.pages)} pages, {len(queued):,} bytes told to Redis"


def _is_its_place(hit: Hit) -> bool:
    return hit.where == "secret.key"
