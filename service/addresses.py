"""When are two written addresses the same mailbox? The key is for looking up only; the raw address is kept beside it.

Rules (recognition.md 5): lower case and IDNA; gmail.com and googlemail.com ignore dots and `+tag`; some other hosts
ignore `+tag` only; nowhere else is anything dropped, since dots and tags may be significant there.
"""

from __future__ import annotations

from functools import lru_cache

GMAIL = frozenset({"gmail.com", "googlemail.com"})
TAGGED = frozenset(
    {
        "outlook.com", "hotmail.com", "live.com", "msn.com", "fastmail.com", "fastmail.fm", "proton.me",
        "protonmail.com", "pm.me", "icloud.com", "me.com", "mac.com",
    }
)  # fmt: skip


@lru_cache(maxsize=8192)
def address_key(email: str) -> str:
    """The key of an address: equal keys are the same mailbox. "" for something that is no address."""
    local, at, domain = email.strip().strip("<>").lower().rpartition("@")
    if not at or not local or not domain:
        return ""
    domain = _ascii_domain(domain)
    if domain in GMAIL:
        return f"{local.partition('+')[0].replace('.', '')}@gmail.com"
    if domain in TAGGED:
        local = local.partition("+")[0]
    return f"{local}@{domain}"


def domain_of(email: str) -> str:
    """The part behind the @, lower case and IDNA; "" when there is none."""
    return _ascii_domain(email.strip().strip("<>").lower().rpartition("@")[2]) if "@" in email else ""


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        return domain
