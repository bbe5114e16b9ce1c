"""The reader of mail survives any bytes, and takes no more than its time."""

from __future__ import annotations

import email
import email.policy
from email import headerregistry
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import Unreadable
from connectors.mime import read_message
from tests.connectors.corpora import corpus_files
from tests.connectors.letters import multipart, read, read_whole


def nested(depth: int) -> bytes:
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(depth))
    return f"From: a@b.example\n{head}Content-Type: text/plain\n\ndeep".encode()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"From: a@b.example\n\n" + b"x" * (25 * 1024 * 1024 + 1), "25 MiB"),
        (b"From: a@b.example\n" + b"X: y\n" * 60_000 + b"\nbody", "5000 header lines"),
        (b"From: a@b.example\nX: " + b"y" * 300_000 + b"\n\nbody", "256 KiB"),
        (b"From: a@b.example\n" + b" y\n" * 100_000 + b"\nbody", "5000 header lines"),
        (nested(1000), "nested deeper"),
        (multipart(*["Content-Type: text/plain\n\nx"] * 5000).encode(), "more than 200 parts"),
        (b"", "not a mail"),
        (b"\x00\x01\x02", "not a mail"),
        (b"just some words\nand more", "not a mail"),
    ],
    ids=["size", "headers", "long", "folded", "depth", "parts", "empty", "binary", "words"],
)
def test_bombs_and_nonsense_are_refused_with_a_sentence(raw: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why) as refused:
        read_message(raw, provider_id="m1")
    assert refused.value.detail.endswith(".")


def test_twenty_nested_parts_are_read() -> None:
    assert read_whole(nested(20)).text == "deep"


def test_twenty_thousand_addresses_are_cut_to_five_hundred_and_noted() -> None:
    many = ",".join(f"a{number}@b.example" for number in range(10_000))
    message = read(f"From: a@b.example\nTo: {many}")
    assert len(message.to) == 500
    assert any("more than 500 addresses" in defect for defect in message.defects)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["(", "<", '"', "\\", "@", "a,", "a ", "=?", "=?utf-8?q?a?= ", '"\\', "<a@b> ", ":;"])
def test_hostile_header_values_take_no_more_than_linear_time(piece: str) -> None:
    value = (piece * 40_000)[:60_000]
    message = read(f'From: a@b.example\nTo: {value}\nSubject: {value}\nReferences: {value}\nCc: "{value}')
    assert message.sender.email == "a@b.example"


def test_huge_html_is_read_to_its_limit() -> None:
    big = read("From: a@b.example\nContent-Type: text/html", "<p>word</p>" * 100_000)
    assert 10_000 < len(big.text) < 300_000


def test_a_boundary_of_dashes_in_a_sea_of_dashes_ends() -> None:
    raw = b'From: a@b.example\nContent-Type: multipart/mixed; boundary="-"\n\n' + b"-" * 1_000_000
    assert read_message(raw, provider_id="m1").defects


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_unreadable(data: bytes) -> None:
    for raw in (data, b"From: a@b.example\n" + data, b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + data):
        try:
            read_message(raw, provider_id="m1")
        except Unreadable:
            continue


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_no_header_value_raises(value: str) -> None:
    folded = value.replace("\n", " ").replace("\r", " ").encode("utf-8", "surrogatepass")
    names = (b"To", b"Date", b"Subject", b"Content-Type", b"Message-ID", b"X-Gmail-Labels", b"Received")
    read_message(b"".join(b"%s: %s\n" % (name, folded) for name in names) + b"\nbody", provider_id="m1")


_PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co")), max_size=40)
_WORDS = _PRINTABLE.map(lambda text: " ".join(text.split()))


@settings(max_examples=80, deadline=None)
@given(
    _WORDS,
    st.lists(st.tuples(_WORDS, st.from_regex(r"[a-z0-9]{1,9}([.+-][a-z0-9]{1,9})?@[a-z]{1,9}\.example", fullmatch=True)), min_size=1, max_size=4),
    st.lists(_PRINTABLE, min_size=1, max_size=6),
    st.sampled_from(["base64", "quoted-printable"]),
    st.booleans(),
)  # fmt: skip
def test_what_the_standard_library_writes_is_read_as_it_reads_it(
    subject: str, people: list[tuple[str, str]], lines: list[str], encoding: str, is_packed: bool
) -> None:
    made = EmailMessage(policy=email.policy.SMTP)
    made["From"] = headerregistry.Address("Ana Lima", addr_spec="ana@acme.example")
    made["Subject"] = subject
    made["To"] = [headerregistry.Address(name, addr_spec=address) for name, address in people]
    made.set_content("\n".join(lines), cte=encoding)
    if is_packed:
        made.add_alternative("<p>html</p>", subtype="html")
        made.add_attachment(b"\x00\xff" * 50, maintype="application", subtype="pdf", filename="Lebenslauf für Ana.pdf")
    raw = made.as_bytes()
    theirs = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(theirs, EmailMessage)
    body = theirs.get_body(("plain",))
    assert body is not None
    ours = read_whole(raw)
    assert ours.subject == " ".join(str(theirs["Subject"]).split())
    # It loses the commas of some lists that it folds, and then some of their addresses.
    assert [one.email for one in ours.to] == [address for _, address in people]
    # Where the plain part is blank the words of the HTML count.
    assert ours.text.split() == (body.get_content().split() or ["html"] * is_packed)


def sweep(every: int) -> tuple[int, int]:
    read_count = refused = 0
    for path in corpus_files("eml", "mixed", every=every):
        try:
            read_message(path.read_bytes(), provider_id=path.name)
            read_count += 1
        except Unreadable:
            refused += 1
    return read_count, refused


def test_a_sample_of_strangers_mail_is_read() -> None:
    read_count, _ = sweep(every=12)
    assert read_count > 20


def test_all_of_strangers_mail_is_read() -> None:
    for path in corpus_files("eml", "mixed", "reply", "ics"):
        try:
            read_message(path.read_bytes(), provider_id=path.name)
        except Unreadable:
            continue
    read_count, refused = sweep(every=1)
    assert read_count >= 440, refused
