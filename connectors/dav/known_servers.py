"""Where the large mail providers have their servers, what password they take, and which of them are not connected here.

Only what they publish themselves stands here; every other provider is looked for (`discovery`). A provider is found by
the address's own domain, or by the servers that take the domain's mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.authentication import GMXS_HOSTS, GOOGLES_HOSTS, ICLOUDS_HOSTS
from connectors.dav.credentials import Server

ADDRESS = "address"
NAME = "name"
"""What the login is: the whole address, or what stands before its @."""


@dataclass(frozen=True, slots=True)
class Known:
    """One large provider."""

    name: str
    label: str
    domains: tuple[str, ...] = ()
    """`hotmail.*`: under every country's name, where no password is sent: not every such name is the provider's."""
    mail_hosts: tuple[str, ...] = ()
    """What the names end with of the servers that take mail for its customers' own domains."""
    imap: Server | None = None
    smtp: Server | None = None
    caldav: str = ""
    has_calendars: bool = True
    """False: its calendars cannot be had with a password, and are not looked for."""
    logins: tuple[str, ...] = (ADDRESS,)
    app_passwords_at: str = ""
    """Where it says how an app password is made, for one that takes no other; "" where the usual one does."""
    first: str = ""
    """What the person has to switch on there before anything works."""
    needs: str = ""
    """What there has to be before it makes app passwords."""
    instead: str = ""
    """Why it is not connected here, and what to do."""
    is_sent_filed: bool = False
    """What is sent through it appears in Sent by itself."""
    results_by: tuple[str, ...] = ()
    """Under which names it writes what it found out about a sender (`authentication.py`): of those alone that write so
    on top of every mail.
    """


_AS_MICROSOFT = "Microsoft takes no password from other programs. Connect this address as a Microsoft account."
_PROTON = (
    "Proton opens mail to other programs through Proton Mail Bridge only. Start Bridge on this computer, then give the "
    "two servers and the password that it shows."
)
_TUTA = "Tuta lets no other program read mail, so it cannot be connected. Hand in exported mails as files."
_GMX = "First allow POP3 and IMAP in GMX's mail settings."
_WEB_DE = "First allow POP3 and IMAP in WEB.DE's mail settings."
_YANDEX = "First allow IMAP with app passwords in Yandex's mail settings."
_ZOHO = "First switch on IMAP in Zoho's mail settings."
_ORANGE = "First allow other programs in Orange's mail settings."
_FREENET = "First allow POP3, IMAP and SMTP in freenet's mail settings."
_YAHOO_JAPAN = "First allow other programs and IMAP in its mail settings."
_GOOGLE = "Google makes them only with 2-Step Verification switched on."


def _on(host: str, port: int = 993) -> Server:
    return Server(host, port, "starttls" if port == 587 else "tls")


def _under(stem: str, ends: str) -> tuple[str, ...]:
    return tuple(f"{stem}.{end}" for end in ends.split())


def _zoho(end: str) -> tuple[Known, Known]:
    """Zoho in one part of the world: its own addresses, and companies' domains, which have servers of their own."""
    calendars = f"https://calendar.zoho.{end}/caldav/"
    personal = (_on(f"imap.zoho.{end}"), _on(f"smtp.zoho.{end}", 465))
    companies = (_on(f"imappro.zoho.{end}"), _on(f"smtppro.zoho.{end}", 465))
    addresses = (f"zoho.{end}", f"zohomail.{end}")
    return (
        Known(f"zoho_{end}", "Zoho", addresses, (), *personal, calendars, first=_ZOHO),
        Known(f"zoho_{end}_companies", "Zoho", (), (f"zoho.{end}",), *companies, calendars, first=_ZOHO),
    )


# A row whose servers have no address beside them: https://github.com/thunderbird/autoconfig/tree/master/ispdb, where
# the provider's own page is named. Its names in other countries are known by their MX.
KNOWN: tuple[Known, ...] = (
    Known(
        "icloud",
        "iCloud",
        ("icloud.com", "me.com", "mac.com"),
        ("mail.icloud.com",),
        _on("imap.mail.me.com"),
        _on("smtp.mail.me.com", 587),
        "https://caldav.icloud.com/",
        # MX: https://support.apple.com/102374
        # https://support.apple.com/102525: the name as a rule, the whole address where that is not taken.
        logins=(ADDRESS, NAME),
        app_passwords_at="https://support.apple.com/102654",
        results_by=ICLOUDS_HOSTS,
    ),
    Known(
        "gmail",
        "Google",
        ("gmail.com", "googlemail.com"),
        ("google.com", "googlemail.com"),
        _on("imap.gmail.com"),
        _on("smtp.gmail.com", 465),
        # https://developers.google.com/workspace/calendar/caldav/v2/guide: OAuth alone.
        has_calendars=False,
        app_passwords_at="https://myaccount.google.com/apppasswords",
        needs=_GOOGLE,
        is_sent_filed=True,
        results_by=GOOGLES_HOSTS,
    ),
    Known(
        "outlook",
        "Microsoft",
        ("outlook.*", "hotmail.*", "live.*", "msn.com", "passport.com", "windowslive.com"),
        ("protection.outlook.com", "mx.microsoft"),
        instead=_AS_MICROSOFT,
    ),
    Known(
        "fastmail",
        "Fastmail",
        # https://www.fastmail.help/hc/en-us/articles/1500000278342
        ("fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.org", "sent.com", "messagingengine.com"),
        ("messagingengine.com",),
        _on("imap.fastmail.com"),
        _on("smtp.fastmail.com", 465),
        "https://caldav.fastmail.com/dav/",
        app_passwords_at="https://www.fastmail.help/hc/en-us/articles/360058752854",
    ),
    Known(
        "yahoo_japan",
        "Yahoo! JAPAN",
        # https://support.yahoo-net.jp/PccMail/s/article/H000007321: the address or the ID, once programs are allowed.
        ("yahoo.co.jp",),
        (),
        _on("imap.mail.yahoo.co.jp"),
        _on("smtp.mail.yahoo.co.jp", 465),
        has_calendars=False,
        logins=(NAME, ADDRESS),
        first=_YAHOO_JAPAN,
    ),
    Known(
        "yahoo",
        "Yahoo",
        (
            *_under("yahoo", "com de it fr es se co.in co.uk co.nz com.au com.ar com.br com.mx"),
            *("ymail.com", "rocketmail.com", "myyahoo.com"),
        ),
        # AOL's are in yahoodns.net too, under gm0.
        ("am0.yahoodns.net",),
        _on("imap.mail.yahoo.com"),
        _on("smtp.mail.yahoo.com", 465),
        "https://caldav.calendar.yahoo.com/",
        app_passwords_at="https://help.yahoo.com/kb/SLN15241.html",
    ),
    Known(
        "aol",
        "AOL",
        (*_under("aol", "com de it fr es se co.uk co.nz com.au com.ar com.br com.mx"), "aim.com", "verizon.net"),
        ("gm0.yahoodns.net",),
        _on("imap.aol.com"),
        _on("smtp.aol.com", 465),
        app_passwords_at="https://help.aol.com/articles/Create-and-manage-app-password",
    ),
    Known(
        "gmx_com",
        "GMX",
        _under("gmx", "com us ca co.uk ie fr es pt it li se ru tm cn hk tw sg ph co.in com.br com.my com.tr"),
        (),
        _on("imap.gmx.com"),
        _on("mail.gmx.com", 587),
        "https://caldav.gmx.com/",
        first=_GMX,
        results_by=GMXS_HOSTS,
    ),
    Known(
        "gmx",
        "GMX",
        _under("gmx", "net de at ch eu org info biz"),
        ("gmx.net",),
        _on("imap.gmx.net"),
        _on("mail.gmx.net", 465),
        "https://caldav.gmx.net/",
        first=_GMX,
        results_by=GMXS_HOSTS,
    ),
    Known(
        "web_de",
        "WEB.DE",
        ("web.de", "email.de"),
        ("web.de",),
        _on("imap.web.de"),
        _on("smtp.web.de", 587),
        "https://caldav.web.de/",
        logins=(ADDRESS, NAME),
        first=_WEB_DE,
    ),
    Known(
        "mailbox_org",
        "mailbox.org",
        # https://kb.mailbox.org/en/private/e-mail/e-mail-configuration
        ("mailbox.org",),
        ("mailbox.org",),
        _on("imap.mailbox.org"),
        _on("smtp.mailbox.org", 465),
        "https://dav.mailbox.org/",
    ),
    Known(
        "posteo",
        "Posteo",
        # https://posteo.de/en/help/how-do-i-set-up-posteo-in-an-email-client-pop3-imap-and-smtp
        _under(
            "posteo", "de net org com at be ca ch cl co co.uk com.br cr cz dk ee es eu fi gl gr hn hr hu ie in is it"
        )
        + _under("posteo", "jp la li lt lu me mx my nl no nz pe pl pm pt ro se sg si tn uk us"),
        (),
        _on("posteo.de"),
        _on("posteo.de", 465),
        "https://posteo.de:8443/",
        app_passwords_at="https://posteo.de/en/help/app-passwords",
    ),
    Known(
        "t_online",
        "T-Online",
        ("t-online.de", "magenta.de"),
        (),
        _on("secureimap.t-online.de"),
        _on("securesmtp.t-online.de", 465),
        app_passwords_at="https://www.telekom.de/hilfe/apps-dienste/e-mail/programme/passwort-verwalten",
    ),
    # https://www.zoho.com/mail/help/imap-access.html and https://www.zoho.com/calendar/help/setup-caldav-sync.html
    *_zoho("com"),
    *_zoho("eu"),
    *_zoho("in"),
    Known(
        "yandex",
        "Yandex",
        (*_under("yandex", "ru com net by kz ua"), "ya.ru", "narod.ru"),
        ("yandex.net", "yandex.ru"),
        _on("imap.yandex.com"),
        _on("smtp.yandex.com", 465),
        "https://caldav.yandex.ru/",
        app_passwords_at="https://id.yandex.com/security/app-passwords",
        first=_YANDEX,
    ),
    Known(
        "infomaniak",
        "Infomaniak",
        # https://www.infomaniak.com/en/support/faq/admin2/email-service; its calendars take another login.
        ("ik.me", "ikmail.com", "etik.com"),
        ("infomaniak.ch",),
        _on("mail.infomaniak.com"),
        _on("mail.infomaniak.com", 465),
    ),
    Known(
        "orange",
        "Orange",
        ("orange.fr", "wanadoo.fr"),
        (),
        _on("imap.orange.fr"),
        _on("smtp.orange.fr", 465),
        has_calendars=False,
        first=_ORANGE,
    ),
    Known(
        "free",
        "Free",
        ("free.fr",),
        (),
        _on("imap.free.fr"),
        _on("smtp.free.fr", 465),
        has_calendars=False,
        logins=(NAME, ADDRESS),
    ),
    Known(
        "freenet",
        "freenet",
        ("freenet.de",),
        (),
        _on("mx.freenet.de"),
        _on("mx.freenet.de", 465),
        first=_FREENET,
    ),
    Known(
        "migadu",
        "Migadu",
        # https://www.migadu.com/guides/
        (),
        ("migadu.com",),
        _on("imap.migadu.com"),
        _on("smtp.migadu.com", 465),
        "https://cdav.migadu.com/",
    ),
    # https://github.com/ovh/docs, dns_zone_mx and email_generalities: of MX Plan. Email Pro and Exchange have the same
    # MX, and servers of their own.
    Known("ovh", "OVH", (), ("mail.ovh.net",), _on("ssl0.ovh.net"), _on("ssl0.ovh.net", 465)),
    # https://oldwiki.gandi.net/en/mail/standard-settings.html
    Known("gandi", "Gandi", (), ("mail.gandi.net",), _on("mail.gandi.net"), _on("mail.gandi.net", 465)),
    Known("strato", "STRATO", (), ("rzone.de",), _on("imap.strato.de"), _on("smtp.strato.de", 465)),
    Known("ionos_de", "IONOS", (), ("ionos.de", "kundenserver.de"), _on("imap.ionos.de"), _on("smtp.ionos.de", 465)),
    Known("ionos", "IONOS", (), ("ionos.com", "perfora.net"), _on("imap.ionos.com"), _on("smtp.ionos.com", 465)),
    Known(
        "private_email",
        "Private Email",
        # https://www.namecheap.com/support/knowledgebase/article.aspx/1179/2175/, MX: .../1262/2176/
        (),
        ("privateemail.com",),
        _on("mail.privateemail.com"),
        _on("mail.privateemail.com", 465),
    ),
    # https://www.hostinger.com/support/1575756, MX: https://www.hostinger.com/support/4407237
    Known("hostinger", "Hostinger", (), ("hostinger.com",), _on("imap.hostinger.com"), _on("smtp.hostinger.com", 465)),
    # https://support.titan.email/hc/en-us/articles/900000215446
    Known("titan", "Titan", (), ("titan.email",), _on("imap.titan.email"), _on("smtp.titan.email", 465)),
    # https://docs.rackspace.com/docs/rackspace-email-settings
    Known(
        "rackspace", "Rackspace", (), ("emailsrvr.com",), _on("secure.emailsrvr.com"), _on("secure.emailsrvr.com", 465)
    ),
    Known(
        "proton",
        "Proton",
        ("proton.me", "protonmail.com", "protonmail.ch", "pm.me"),
        ("protonmail.ch",),
        instead=_PROTON,
    ),
    Known(
        "tuta",
        "Tuta",
        ("tuta.com", "tuta.io", "tutanota.com", "tutanota.de", "tutamail.com", "keemail.me"),
        ("tutanota.de",),
        instead=_TUTA,
    ),
)

_COUNTRY = re.compile(r"com|[a-z]{2}|com?\.[a-z]{2}")


def of_domain(domain: str) -> Known | None:
    """Whose addresses end with that domain."""
    return next((known for known in KNOWN if any(_is_domain(domain, one) for one in known.domains)), None)


def of_mail_hosts(hosts: Iterable[str]) -> Known | None:
    """Whose servers these are that take a domain's mail."""
    told = tuple(hosts)
    return next((known for known in KNOWN if _any_below(told, known.mail_hosts)), None)


def results_by(imap: Server | None) -> tuple[str, ...]:
    """Under which names the owner of that server writes down what it found out about senders; () where nobody knows."""
    known = of_server(imap.host) if imap else None
    return known.results_by if known else ()


def of_server(host: str) -> Known | None:
    """Whose server that is, of mail or of calendars."""
    return next((known for known in KNOWN if host in _hosts(known)), None)


def _hosts(known: Known) -> set[str]:
    mail = {server.host for server in (known.imap, known.smtp) if server}
    return mail | {urlsplit(known.caldav).hostname or ""} if known.caldav else mail


def _is_domain(domain: str, told: str) -> bool:
    if not told.endswith(".*"):
        return domain == told
    stem = told.removesuffix("*")
    return domain.startswith(stem) and bool(_COUNTRY.fullmatch(domain.removeprefix(stem)))


def _any_below(hosts: Iterable[str], ends: tuple[str, ...]) -> bool:
    return any(host == end or host.endswith(f".{end}") for host in hosts for end in ends)
