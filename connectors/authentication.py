"""What the person's own provider found out about a mail's sender, read from its Authentication-Results (RFC 8601).

Anybody may write such a header into a mail. Only those count that carry the name of a host of the person's provider,
and of these the topmost: a provider puts its own on top of everything that came with the mail (RFC 8601, sections 4.1
and 5). Where there is none, another host's no still speaks against the mail, its yes never for it. DMARC decides;
without it, what SPF and DKIM say of the very domain in From.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

NAMELESS = ""
"""For a provider that writes no host name at the head of its results: Exchange begins with the first method."""
GOOGLES_HOSTS = ("mx.google.com",)
# One header for each method; the others say nothing that this one has not weighed.
ICLOUDS_HOSTS = ("dmarc.icloud.com",)
# GMX writes one into every mail, "dkim=none" where nobody signed it.
GMXS_HOSTS = ("gmx.net",)
# Exchange Online names no host: https://learn.microsoft.com/defender-office-365/message-headers-eop-mdo
MICROSOFTS_HOSTS = (NAMELESS, "mx.microsoft.com", "protection.outlook.com")

_LONGEST = 4_000
_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_METHOD = re.compile(r"\s*([a-z][a-z0-9-]*)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(smtp|header)\.([a-z]+)\s*=\s*([^\s;]+)", re.IGNORECASE)
_PASSES = {"pass", "bestguesspass"}
_UNSAID = {"none", "temperror"}


def is_genuine(headers: str, *, hosts: Collection[str], sender: str) -> bool | None:
    """Whether the mail is from the address it says; None where the provider does not say (`rights` knows what it may do).

    `headers`: every Authentication-Results of the mail, topmost first, one a line. `hosts`: the names under which the
    person's provider writes them, NAMELESS among them where it writes none.
    """
    domain = sender.rpartition("@")[2].lower()
    written = [_plain(line[:_LONGEST]) for line in headers.split("\n")]
    own = next((found for line in written if (found := _of_host(line, hosts))), None)
    if own is not None:
        return False if _is_disowned(own, domain) else _verdict(own, domain)
    # Nobody's yes counts but the provider's. A no that somebody on the way wrote is a reason for care.
    return False if written and _verdict(written[0].partition(";")[2], domain) is False else None


def _plain(line: str) -> str:
    """A header without quoted texts and comments, which are strangers' words."""
    return _COMMENT.sub(" ", _COMMENT.sub(" ", _QUOTED.sub("_", line)))


def _of_host(line: str, hosts: Collection[str]) -> str | None:
    """The results in one header if one of these hosts wrote it."""
    head, _, rest = line.partition(";")
    if _METHOD.match(head):
        return line if NAMELESS in hosts else None
    name = head.split()[0].lower().rstrip(".") if head.split() else ""
    is_own = bool(name) and any(host and (name == host or name.endswith(f".{host}")) for host in hosts)
    return f"{rest} " if is_own else None


def _read(results: str) -> list[tuple[str, str, Mapping[str, str]]]:
    """Each method, its result, and what they are about."""
    return [
        (match[1].lower(), match[2].lower(), _properties(one))
        for one in results.split(";")
        if (match := _METHOD.match(one))
    ]


def _verdict(results: str, domain: str) -> bool | None:
    found = _read(results)
    dmarc = [(result, said) for method, result, said in found if method == "dmarc" and result not in _UNSAID]
    if dmarc:
        # Results about another From than the one that is shown mean that one of the two was made up.
        return all(result in _PASSES and said.get("header.from", domain) == domain for result, said in dmarc)
    return _without_dmarc(found, domain)


def _is_disowned(results: str, domain: str) -> bool:
    """Whether the very domain in From says that such mail is hardly its own ("~all"), and nothing else speaks for it."""
    disowned = [
        _is_about(said, domain) for method, result, said in _read(results) if (method, result) == ("spf", "softfail")
    ]
    return any(disowned) and _verdict(results, domain) is None


def _without_dmarc(found: list[tuple[str, str, Mapping[str, str]]], domain: str) -> bool | None:
    """SPF and DKIM count where they speak of the domain in From (RFC 7489, section 3.1: alignment)."""
    judged = [(result, said) for method, result, said in found if method in {"spf", "dkim"}]
    if any(result == "pass" and _is_about(said, domain) for result, said in judged):
        return True
    return False if any(result in {"fail", "policy"} for result, _ in judged) else None


def _is_about(said: Mapping[str, str], domain: str) -> bool:
    named = [said[key] for key in ("header.d", "header.i", "smtp.mailfrom") if key in said]
    return any(_are_aligned(one.rpartition("@")[2], domain) for one in named)


def _are_aligned(one: str, other: str) -> bool:
    """The same domain, or one below the other."""
    return bool(one and other) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def _properties(result: str) -> Mapping[str, str]:
    return {f"{match[1]}.{match[2]}".lower(): match[3].lower().strip("<>") for match in _PROPERTY.finditer(result)}
