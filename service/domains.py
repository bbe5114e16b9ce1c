"""Is this address a human being, and which organisation does it speak for? Decided from the address alone.

A *robot* never writes by hand (no-reply, calendar and scheduling services); a *role* is an office, not a person
(info@, careers@); *free-mail* belongs to no organisation. Sources: recognition.md 3 and 5.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList
from rapidfuzz.distance import OSA

from connectors.records import Address
from service import names
from service.addresses import domain_of

FREE_MAIL = frozenset(
    [
        "gmail",
        "googlemail",
        "outlook",
        "hotmail",
        "live",
        "msn",
        "yahoo",
        "ymail",
        "icloud",
        "aol",
        "gmx",
        "proton",
        "protonmail",
        "pm",
        "fastmail",
        "hey",
        "tutanota",
        "tuta",
        "posteo",
        "mailbox",
        "mail",
        "email",
        "inbox",
        "zoho",
        "yandex",
        "qq",
        "163",
        "126",
        "libero",
        "orange",
        "laposte",
        "wanadoo",
        "sfr",
        "hushmail",
        "t-online",
        "freenet",
    ]
)
_FREE_DOMAINS = frozenset({"web.de", "me.com", "mac.com", "free.fr", "arcor.de", "naver.com", "daum.net", "terra.es"})
_ROBOT_LOCAL = re.compile(
    r"^(no-?_?\.?reply|do-?_?not-?_?reply|donotreply|mailer-daemon|postmaster|bounces?|notifications?|notify"
    r"|calendar-notification|calendar-server|invites?|invitations?|alerts?|updates?|news|newsletter|digest|automated"
    r"|auto|robot|bot|reminders?|system|receipts?|billing|invoices?|orders?|marketing|mailings?|jobalerts.*"
    r"|messages-noreply|scheduling|scheduler|webinars?|events?|unsubscribe)([+.\-_].*)?$"
    r"|no-?reply|donotreply|^bounce|notification"
)
_ROLE_LOCAL = re.compile(
    r"^(info|contact|hello|hallo|bonjour|hola|office|team|support|help|helpdesk|sales|careers?|jobs?|hr|recruiting"
    r"|recruitment|talent|people|admissions?|admin|administration|press|media|billing|accounts?|service|customerservice"
    r"|feedback|research|studies|panel|interviews|hiring|reception|frontdesk|appointments?|bookings?|termine|praxis|kontakt|enquiries|inquiries|alumni|events?"
    r"|mentoring|mentors?|mentorship|programmes?|programs?|scheme|cohort|matching|training|coaching|people|hr"
    r"|all|everyone|staff|list|members|group|community|security|privacy|legal|webmaster)$"
)
_ROBOT_DOMAINS = frozenset(
    [
        "calendly.com",
        "zoom.us",
        "linkedin.com",
        "doodle.com",
        "cal.com",
        "savvycal.com",
        "youcanbook.me",
        "meetup.com",
        "eventbrite.com",
        "lu.ma",
        "luma-mail.com",
        "hubspot.com",
        "mailchimp.com",
        "substack.com",
        "facebookmail.com",
        "slack.com",
        "asana.com",
        "atlassian.net",
        "docusign.net",
        "notion.so",
        "github.com",
    ]
)
_NETWORKS = frozenset({"linkedin.com", "xing.com"})
_ACADEMIC = re.compile(
    r"(^|[.-])(edu|ac|uni|univ|university|students?|studenti?|etu|etud|alumno?s?|college|school|campus|stud)([.-]|$)"
)
_REWRITTEN = re.compile(r"\S\s+via\s+\S", re.IGNORECASE)
_THINGS = frozenset({"resource.calendar.google.com", "group.calendar.google.com", "import.calendar.google.com"})
_THING_LOCAL = re.compile(r"^(room|conf|conference|meetingroom|desk|car|projector|raum|salle|sala)[-_.\d]")
SCHEDULERS = frozenset(
    [
        "calendly.com",
        "cal.com",
        "savvycal.com",
        "youcanbook.me",
        "doodle.com",
        "zoom.us",
        "google.com",
        "microsoft.com",
        "outlook.com",
        "zcal.co",
        "tidycal.com",
        "acuityscheduling.com",
    ]
)
APPLICANT_TRACKING = re.compile(
    r"(^|\.)(greenhouse|greenhouse-mail|lever|hire\.lever|ashbyhq|ashby|myworkday|workday|icims|smartrecruiters"
    r"|jobvite|workable|workablemail|bamboohr|breezy|recruitee|teamtailor|personio|taleo|successfactors|goodtime"
    r"|modernhire|hirevue)\.[a-z]+(\.|$)"
)
"""recognition.md 4: hosts of hiring pipelines."""


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def organisation_domain(email: str) -> str:
    """The registrable domain behind an address; tenants of onmicrosoft.com each count for themselves."""
    domain = domain_of(email)
    if domain.endswith(".onmicrosoft.com"):
        return domain
    return str(_suffixes().privatesuffix(domain) or domain)


def is_public_suffix(domain: str) -> bool:
    """Whether a domain is one under which anybody may register, such as `com` or `co.uk`."""
    return _suffixes().privatesuffix(domain) is None


def is_free_mail(email: str) -> bool:
    """Whether the address's host hands out mailboxes to anybody."""
    domain = organisation_domain(email)
    return domain in _FREE_DOMAINS or domain.partition(".")[0] in FREE_MAIL


def own_organisation(email: str) -> str:
    """The organisation an address belongs to, "" for free-mail."""
    return "" if is_free_mail(email) else organisation_domain(email)


def organisation_name(email: str) -> str:
    """A readable guess of the organisation's name from the domain, "" for free-mail."""
    label = own_organisation(email).partition(".")[0]
    return " ".join(part.capitalize() for part in re.split(r"[-_]", label) if part)


def is_thing(email: str) -> bool:
    """A room, a group calendar or another resource."""
    local, _, domain = email.lower().rpartition("@")
    return (
        domain in _THINGS
        or domain.startswith(("resource.", "resources.", "rooms."))
        or bool(_THING_LOCAL.search(local))
    )


def is_robot(email: str) -> bool:
    """An address that never writes by hand."""
    local = email.lower().rpartition("@")[0]
    domain = organisation_domain(email)
    return domain in _ROBOT_DOMAINS or bool(_ROBOT_LOCAL.search(local)) or is_applicant_tracking(email)


def is_role(email: str) -> bool:
    """An office or a shared mailbox rather than a person, also where a ticket's number is tagged on: support+id88213."""
    return bool(_ROLE_LOCAL.search(email.lower().rpartition("@")[0].partition("+")[0]))


def is_scheduler(email: str) -> bool:
    """A service that sends invites in the name of others."""
    return organisation_domain(email) in SCHEDULERS


def is_applicant_tracking(email: str) -> bool:
    """A hiring pipeline's mail host."""
    return bool(APPLICANT_TRACKING.search(domain_of(email)))


def is_network(email: str) -> bool:
    """A network that writes in its members' name: whoever wrote stands before the address, and can be answered there
    only.
    """
    return organisation_domain(email) in _NETWORKS


def is_academic(email: str) -> bool:
    """A school's or university's address, where those who learn write from."""
    return bool(_ACADEMIC.search(domain_of(email)))


def is_rewritten(address: Address) -> bool:
    """A list or service that writes in somebody's name: "Jane Doe via Acme Team". The address is not Jane's."""
    return bool(_REWRITTEN.search(address.name))


def is_human(address: Address) -> bool:
    """Whether a person may be behind the address: no robot, no room, no office, nobody's name on a list's address."""
    email = address.email
    if "@" not in email or is_robot(email) or is_thing(email) or is_rewritten(address):
        return False
    return not is_role(email) or _is_one_person(address)


def _is_one_person(address: Address) -> bool:
    """Whether somebody signs an office's address with a name of their own, as people do who are their own office."""
    words = names.tokens(address.name)
    label = re.sub(r"[^a-z]", "", own_organisation(address.email).partition(".")[0])
    is_firm = bool(label) and all(word in label for word in words)
    is_ticket = "+" in address.email.rpartition("@")[0]
    return len(words) > 1 and not is_firm and not is_ticket and not names.is_office(address.name)


_CONFUSABLE = str.maketrans({"0": "o", "1": "l", "5": "s", "3": "e", "i": "l"})


def looks_alike(one: str, other: str) -> bool:
    """Two different domains that a reader takes for one: a letter changed, swapped or doubled, or a look-alike sign."""
    first, second = organisation_domain(one), organisation_domain(other)
    if first == second or is_free_mail(one) or is_free_mail(other):
        return False
    name, twin = first.rpartition(".")[0], second.rpartition(".")[0]
    folded, twin_folded = _fold(name), _fold(twin)
    if folded == twin_folded:
        return True
    return min(len(name), len(twin)) >= 6 and OSA.distance(folded, twin_folded) <= 1


def _fold(name: str) -> str:
    return name.replace("rn", "m").replace("vv", "w").replace("-", "").translate(_CONFUSABLE)
