"""What is known of a provider without loading it: what the screens say of it, and what it asks for.

The list of them is `registry`. Each says it itself, in the `entry` of its own folder.
"""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Capabilities, Question


@dataclass(frozen=True, slots=True)
class Entry:
    """One provider as the screens need it, without importing its libraries."""

    name: str
    label: str
    capabilities: Capabilities
    path: str
    """Module whose attribute `PROVIDER` is the provider."""
    scopes: tuple[tuple[str, str], ...] = ()
    """What is asked for, in the order of the consent: mail, sending or calendar ("" = always), and the provider's own
    name of it.
    """
    client_settings: tuple[str, ...] = ()
    """Settings that name the OAuth client; () = none is needed."""
    sign_in: tuple[str, ...] = ()
    """Where its sign-in pages are: the origins that a browser may be sent to."""
    consent_pages: tuple[str, ...] = ()
    """Where the person takes a permission back, for a provider that lets no app do it (`Capabilities.revokes`)."""
    mail_hosts: tuple[str, ...] = ()
    """Under which names it writes down what it found out about senders (`authentication.py`)."""
    asks: tuple[Question, ...] = ()
    """What is asked here instead of on a page of the provider: a form, or prompts at a terminal."""
    about: str = ""
    """Where it asks here: a sentence that says whom it is for."""
