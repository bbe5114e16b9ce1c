"""Whose word counts on a mail's sender: the topmost results of the person's own provider, and nobody else's."""

from __future__ import annotations

import pytest

from connectors.authentication import is_genuine
from connectors.dav.credentials import Server
from connectors.dav.known_servers import results_by
from connectors.registry import mail_hosts

DAN = "d.osei@northgate.example"
GOOGLE, MICROSOFT = mail_hosts("google"), mail_hosts("microsoft")
PASSED = (
    "mx.google.com; dkim=pass header.i=@northgate.example header.s=s1 header.b=a1b2; "
    "spf=pass (google.com: domain of d.osei@northgate.example designates 203.0.113.9 as permitted sender) "
    "smtp.mailfrom=d.osei@northgate.example; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=northgate.example"
)
FAILED = PASSED.replace("=pass", "=fail")
OF_EXCHANGE = (
    "spf=pass (sender IP is 203.0.113.9) smtp.mailfrom=northgate.example; dkim=pass (signature was verified) "
    "header.d=northgate.example;dmarc=pass action=none header.from=northgate.example;compauth=pass reason=100"
)

TABLE = {
    "none at all": ("", GOOGLE, None),
    "Google's": (PASSED, GOOGLE, True),
    "Google's no": (FAILED, GOOGLE, False),
    "Exchange's, which names no host": (OF_EXCHANGE, MICROSOFT, True),
    "Exchange's no": (OF_EXCHANGE.replace("=pass", "=fail"), MICROSOFT, False),
    "the same at Google: somebody made it up": (OF_EXCHANGE, GOOGLE, None),
    "another host's yes": (PASSED.replace("mx.google.com", "mx.bad.example"), GOOGLE, None),
    "another host's no, where the own says nothing": (
        FAILED.replace("mx.google.com", "mx.else.example"),
        GOOGLE,
        False,
    ),
    "another host's no below the own yes": (
        f"{PASSED}\n{FAILED.replace('mx.google.com', 'mx.else.example')}",
        GOOGLE,
        True,
    ),
    "a host that only looks like it": (PASSED.replace("mx.google.com", "mx.google.com.bad.example"), GOOGLE, None),
    "another host's yes above the own no": (f"mx.bad.example; dmarc=pass\n{FAILED}", GOOGLE, False),
    "a forged yes below the own no": (f"{FAILED}\n{PASSED}", GOOGLE, False),
    "a forged no below the own yes": (f"{PASSED}\n{FAILED}", GOOGLE, True),
    "a yes hidden in a comment": ("mx.google.com; spf=fail (dmarc=pass; dmarc=pass) ; dmarc=fail", GOOGLE, False),
    "a yes hidden in a quoted address": (
        'mx.google.com; spf=pass smtp.mailfrom="x; dmarc=pass"@bad.example; dmarc=fail header.from=northgate.example',
        GOOGLE,
        False,
    ),
    "a yes for another From": (PASSED.replace("from=northgate", "from=bad"), GOOGLE, False),
    "two that contradict": (f"{PASSED}; dmarc=fail header.from=northgate.example", GOOGLE, False),
    "no DMARC, signed by the domain": ("mx.google.com; dkim=pass header.d=northgate.example; dmarc=none", GOOGLE, True),
    "no DMARC, sent by a host of the domain": (
        "mx.google.com; spf=pass smtp.mailfrom=bounce@mail.northgate.example",
        GOOGLE,
        True,
    ),
    "no DMARC, signed by somebody": ("mx.google.com; dkim=pass header.i=@bad.example", GOOGLE, None),
    "no DMARC, a broken signature": ("mx.google.com; dkim=fail header.i=@northgate.example", GOOGLE, False),
    "no DMARC, from a wrong host": ("mx.google.com; spf=fail smtp.mailfrom=northgate.example", GOOGLE, False),
    "no DMARC, and the domain says that it hardly sent it": (
        "mx.google.com; spf=softfail (not a permitted sender) smtp.mailfrom=d.osei@northgate.example",
        GOOGLE,
        False,
    ),
    "the same, but signed by the domain": (
        "mx.google.com; dkim=pass header.d=northgate.example; spf=softfail smtp.mailfrom=d.osei@northgate.example",
        GOOGLE,
        True,
    ),
    "no DMARC, another domain says that it hardly sent it": (
        "mx.google.com; spf=softfail smtp.mailfrom=x@bad.example",
        GOOGLE,
        None,
    ),
    "no DMARC, sent by a host of another domain": ("mx.google.com; spf=pass smtp.mailfrom=x@bad.example", GOOGLE, None),
    "another host's doubt": ("mx.else.example; spf=softfail smtp.mailfrom=d.osei@northgate.example", GOOGLE, None),
    "iCloud's, below its word on logos": (
        "bimi.icloud.com; bimi=skipped\ndmarc.icloud.com; dmarc=pass header.from=northgate.example",
        results_by(Server("imap.mail.me.com", 993, "tls")),
        True,
    ),
    "GMX's": ("gmx.net; dkim=pass header.i=@northgate.example", results_by(Server("imap.gmx.net", 993, "tls")), True),
    "GMX's, and somebody's below it": (
        "gmx.net; dkim=none\ngmx.net; dkim=pass header.i=@northgate.example",
        results_by(Server("imap.gmx.net", 993, "tls")),
        None,
    ),
    "made up, at a server that writes none": (PASSED, results_by(Server("imap.northgate.example", 993, "tls")), None),
    "not known": ("mx.google.com; spf=neutral (no idea) smtp.mail=d.osei@northgate.example", GOOGLE, None),
    "a version behind the host": (PASSED.replace("mx.google.com;", "mx.google.com 1;"), GOOGLE, True),
    "capitals": (PASSED.upper(), GOOGLE, True),
    "nothing in it": ("mx.google.com; none", GOOGLE, None),
    "rubbish": (";;;=;(((\x85dmarc=pass", GOOGLE, None),
}


@pytest.mark.parametrize("case", TABLE)
def test_a_sender_is_what_the_own_provider_says(case: str) -> None:
    headers, hosts, expected = TABLE[case]
    assert is_genuine(headers, hosts=hosts, sender=DAN) is expected


def test_an_address_without_a_domain_is_never_genuine_by_chance() -> None:
    assert is_genuine("mx.google.com; dkim=pass header.d=", hosts=GOOGLE, sender="daniel") is None


def test_a_header_without_end_costs_no_more_than_a_long_one() -> None:
    assert is_genuine("mx.google.com; " + "(" * 1_000_000, hosts=GOOGLE, sender=DAN) is None
