"""A private Dovecot on loopback: a real IMAP server with mailboxes of its own, which may be restarted under its clients.

It says what it can do (`capabilities`), so that one program stands for servers with and without an extension, and names
its special folders in whatever language is wanted. Mail is put there through IMAP, as everybody does.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from infra.sandbox.certificates import make_tls
from tests.servers import Missing
from tests.servers.lasting import Lasting
from tests.waiting import wait_until

HOW = "Dovecot is not on this machine: install Debian's `dovecot-imapd` (`make test` does)."
PLAIN = "IMAP4rev1 LITERAL+ SASL-IR ID ENABLE IDLE UIDPLUS MOVE SPECIAL-USE NAMESPACE"
"""A server without CONDSTORE, QRESYNC and LIST-STATUS."""
BARE = "IMAP4rev1"
"""A server that can do nothing but what RFC 3501 asks for."""
ENGLISH: Mapping[str, str] = {r"\Drafts": "Drafts", r"\Sent": "Sent", r"\Junk": "Junk", r"\Trash": "Trash"}
GERMAN: Mapping[str, str] = {
    r"\Drafts": "Entwürfe",
    r"\Sent": "Gesendete Objekte",
    r"\Junk": "Spam-Verdacht",
    r"\Trash": "Gelöscht",
}
_READY = "starting up for imap"
# Without an index of folders: by it a folder that came or went within one second of the last look stays, or is left out,
# for every connection until the next change, because times of directories are compared in seconds.
_CONF = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.pem
{owners}first_valid_uid = 1
auth_failure_delay = 0
mail_fsync = {fsync}
mail_location = maildir:~/Maildir
mail_max_userip_connections = 0
mailbox_list_index = no
imap_capability = {capabilities}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = passwd-file
  args = {folder}/users
}}
namespace inbox {{
  inbox = yes
  separator = /
{specials}}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service imap {{
  service_count = 1000
  process_min_avail = 2
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""
_SPECIAL = "  mailbox {name} {{\n    auto = create\n    special_use = {use}\n  }}\n"


@dataclass(slots=True)
class Dovecot:
    """A running server. `port` speaks plainly and by STARTTLS, `tls_port` by TLS that `authority` vouches for."""

    folder: Path
    port: int
    tls_port: int
    authority: Path
    server: Lasting
    _people: dict[str, str] = field(default_factory=dict)
    _versions: int = 0

    def add(self, login: str, password: str) -> None:
        """Somebody with an empty mailbox, also when they had one before. Their old connections must be closed."""
        shutil.rmtree(self.home(login), ignore_errors=True)
        if self._people.get(login) != password:
            self.set_password(login, password)

    def set_password(self, login: str, password: str) -> None:
        """Returns when that is the password, and no other is."""
        self._people[login] = password
        self._write_people()
        wait_until(lambda: self._lets_in(login), "Dovecot knows the new password")

    def renumber(self, login: str, folder: str) -> None:
        """Gives a folder another UIDVALIDITY, as when it was made anew: whoever remembers its numbers must forget them."""
        with self.signed_in(login) as client:
            new = client.folder_status(folder, ["UIDVALIDITY"])[b"UIDVALIDITY"] + 1
        command = ["doveadm", "-c", str(self.folder / "conf"), "mailbox", "update", "--uid-validity", str(new)]
        subprocess.run([*command, "-u", login, folder], check=True, capture_output=True)

    def home(self, login: str) -> Path:
        """Where that mailbox lies on the disk."""
        return self.folder / "mail" / login

    def _write_people(self) -> None:
        uid, gid = _mail_owner()
        lines = [f"{one}:{{PLAIN}}{self._people[one]}:{uid}:{gid}::{self.home(one)}::\n" for one in self._people]
        (self.folder / "users").write_text("".join(lines))
        # Dovecot looks once a second whether the file's time, in seconds, is another one.
        self._versions += 1
        os.utime(self.folder / "users", (self._versions, self._versions))

    def _lets_in(self, login: str) -> bool:
        try:
            with self.signed_in(login):
                return True
        except LoginError:
            return False

    @contextmanager
    def signed_in(self, login: str) -> Iterator[IMAPClient]:
        """The person's own mail program, as it were."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=30) as client:
            client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.plain_login(login, self._people[login])
            yield client

    def stop(self) -> None:
        """Shuts down in order; who is connected is cut off."""
        self.server.close()

    def start(self) -> None:
        """At the same ports, with the same mailboxes. Returns when it can be asked."""
        self.server.start()

    def restart(self) -> None:
        self.stop()
        self.start()


def find_server() -> str:
    """The program to start. Raises Missing when there is none, or not the half of it that speaks IMAP."""
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    libraries = ("/usr/lib/dovecot", "/usr/libexec/dovecot", "/usr/local/libexec/dovecot")
    if found and any((Path(each) / "imap").exists() for each in libraries):
        return found
    raise Missing(HOW)


@contextmanager
def running_dovecot(
    *, capabilities: str = "", specials: Mapping[str, str] = ENGLISH, fsync: str = "never"
) -> Iterator[Dovecot]:
    """A server for the time of the block; without `capabilities` it says everything that it can do.

    Raises Missing when there is no program.
    """
    program = find_server()
    folder = Path(tempfile.mkdtemp(prefix="wt-imap-"))
    folder.chmod(0o755)
    _, authority = make_tls(folder)
    (folder / "mail").mkdir()
    if os.getuid() == 0:
        os.chown(folder / "mail", *_mail_owner())
    port, tls_port = _free_ports()
    made = Dovecot(folder, port, tls_port, authority, Lasting([program, "-F", "-c", "../conf"], folder, _READY))
    made._write_people()
    (folder / "conf").write_text(_configuration(made, capabilities, specials, fsync))
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _configuration(made: Dovecot, capabilities: str, specials: Mapping[str, str], fsync: str) -> str:
    return _CONF.format(
        folder=made.folder,
        port=made.port,
        tls_port=made.tls_port,
        fsync=fsync,
        capabilities=capabilities,
        owners=_owners(),
        specials="".join(_SPECIAL.format(name=f'"{name}"', use=use) for use, name in specials.items()),
    )


def _owners() -> str:
    """As root Dovecot runs its parts as users of its own, which its package made; an ordinary user is all of them."""
    if os.getuid() == 0:
        return ""
    name = pwd.getpwuid(os.getuid()).pw_name
    return f"default_login_user = {name}\ndefault_internal_user = {name}\ndefault_internal_group =\n"


def _mail_owner() -> tuple[int, int]:
    """Whose files mailboxes are: Dovecot gives none to root."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])
