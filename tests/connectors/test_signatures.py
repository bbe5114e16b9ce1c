"""What a signature says of who signed, each with its line; nothing is made of what says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.locales import LOCALES, Locale
from connectors.signatures import Detail, Signed, read_signature

LOCALE = pytest.mark.parametrize("row", LOCALES, ids=lambda row: row.code)


def said(found: Signed) -> tuple[str, str, str]:
    return tuple(one.value if one else "" for one in (found.name, found.title, found.organisation))  # type: ignore[return-value]


SIGNATURES = {
    "Best,\nPriscilla": ("Priscilla", "", ""),
    "Jane Doe | Head of Learning | Acme GmbH": ("Jane Doe", "Head of Learning", "Acme GmbH"),
    "Adviser, Pym Marine Ltd\nHarold Pym": ("Harold Pym", "Adviser", "Pym Marine Ltd"),
    "*Omar Tahiri*\nProduct Counsel\n[image: LinkedIn] <https://www.linkedin.com/in/omar>": ("Omar Tahiri", "Product Counsel", ""),
    "Deborah Kline, CPA\nController | Tidewater Freight LLC": ("Deborah Kline, CPA", "Controller", "Tidewater Freight LLC"),
    "Moira Devlin (she/her)\nClinical Nurse Specialist": ("Moira Devlin", "Clinical Nurse Specialist", ""),
    "Mit freundlichen Grüßen\n\ni. A. Karsten Uhlig\nQualitätssicherung\n\nPharmawerk Elbtal GmbH": ("Karsten Uhlig", "Qualitätssicherung", "Pharmawerk Elbtal GmbH"),
    "Joan Tierney\nProbation Service": ("Joan Tierney", "", "Probation Service"),
    "Geoffroy Delmas-Picard\nRestaurateur de tableaux": ("Geoffroy Delmas-Picard", "Restaurateur de tableaux", ""),
    "Hendrik-Jan Oosterhuis\nLeerkracht groep 6 | obs De Wilgen": ("Hendrik-Jan Oosterhuis", "Leerkracht groep 6", "obs De Wilgen"),
    "С уважением,\nЗаведующая отделом\nН. П. Белова": ("Н. П. Белова", "Заведующая отделом", ""),
    "李敏\n云河检测 技术部": ("李敏", "技术部", "云河检测"),
    "よろしくお願いいたします。\n西田製作所　西田": ("西田", "", "西田製作所"),
    "한지우 드림": ("한지우", "", ""),
    "Harold Baker\nPlumber": ("Harold Baker", "Plumber", ""),
    "Ana Lima\nGlaciologist\nBlue Ice": ("Ana Lima", "Glaciologist", "Blue Ice"),
    "Ana Lima\nGlaciologist": ("Ana Lima", "Glaciologist", ""),
    "Ana\nSomething of Her Own": ("Ana", "", ""),
    "Joseph\n\nJoseph Mbeki-Lowe": ("Joseph Mbeki-Lowe", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("signature", SIGNATURES)
def test_name_work_and_house_are_read_in_many_languages_and_shapes(signature: str) -> None:
    assert said(read_signature(signature)) == SIGNATURES[signature]


def test_every_detail_carries_the_line_that_says_it() -> None:
    found = read_signature(
        "Cheers, Bo\n\nBo Castellano | Arborist | City of Millbrook | 555-0177\n12 Pier Road, Norfolk"
    )
    line = "Bo Castellano | Arborist | City of Millbrook | 555-0177"
    assert found.name == Detail("Bo Castellano", line)
    assert found.called == Detail("Bo", "Cheers, Bo")
    assert found.phones == (Detail("555-0177", line),)
    assert [place.value for place in found.places][:1] == ["12 Pier Road"]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("O: (555) 010-0142 | M: (555) 010-0143", "(555) 010-0142"), ("Tel. +49 30 23125-014", "+49 30 23125-014"),
        ("Tél. : 01 99 00 12 34", "01 99 00 12 34"), ("Dir. 55 50 01 22", "55 50 01 22"), ("+1 555 010 0199 ext. 12", "+1 555 010 0199"),
        ("電話 03-5550-0100", "03-5550-0100"), ("тел. 8 (495) 555-01-02", "8 (495) 555-01-02"), ("T 555-0133 | F 555-0134", "555-0133"),
        ("Fax: 555-0134", ""), ("HRB 00000 since 2026", ""), ("02.03.2026", ""), ("01099 Musterstadt", ""), ("Room 1234567, 3rd floor", ""),
    ],
)  # fmt: skip
def test_numbers_to_call_are_told_from_others(line: str, number: str) -> None:
    assert next((phone.value for phone in read_signature(f"Ana Lima\n{line}").phones), "") == number


@LOCALE
def test_the_labels_of_each_language_name_a_number_and_no_work(row: Locale) -> None:
    for label in row.phone:
        found = read_signature(f"Ana Lima\n{label.title()}: 555 01 02 03")
        assert ([phone.value for phone in found.phones], found.title) == (["555 01 02 03"], None), label


@LOCALE
def test_a_work_of_each_language_is_a_title(row: Locale) -> None:
    for job in row.job[:5]:
        assert said(read_signature(f"Ana Lima\n{job.capitalize()}"))[1] == job.capitalize()


def test_links_and_addresses_are_kept_and_notices_left_out() -> None:
    found = read_signature(
        "Ana Lima\nana@acme.example | www.acme.example | linkedin.com/in/ana-lima\n\n"
        "This message is confidential; write to law@acme.example or call +1 555 010 0000 about it."
    )
    assert [one.value for one in found.emails] == ["ana@acme.example"]
    assert [one.value for one in found.links] == ["www.acme.example", "linkedin.com/in/ana-lima"]
    assert found.phones == ()


@pytest.mark.parametrize("nothing", ["", "--", "Sent from my iPhone", "Best regards", '"Be kind."', "> ", "\x00" * 9])
def test_nothing_is_made_of_nothing(nothing: str) -> None:
    assert read_signature(nothing) == Signed()


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400))
def test_no_signature_raises_and_each_line_is_one_of_its_own(text: str) -> None:
    found = read_signature(text)
    for detail in (*found.phones, *found.links, *found.emails, *found.places):
        assert detail.value in detail.line


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    ["a" * 300_000, "+1 " * 100_000, "a@" * 100_000, "http://" * 50_000, "Ana | " * 50_000, ("x, " * 100 + "\n") * 3000, "(" * 300_000],
    ids=["one word", "numbers", "at-signs", "links", "strokes", "commas", "brackets"],
)  # fmt: skip
def test_hostile_signatures_take_no_more_than_linear_time(text: str) -> None:
    read_signature(text)
