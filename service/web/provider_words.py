"""What a provider is called on a page: by its own name, or where it is any server, by that of the mailbox."""

from __future__ import annotations

from connectors import registry
from service.schema import Account
from service.web.words import Words


def kind_of(words: Words, provider: str) -> str:
    """What kind of connection it is."""
    label = next((entry.label for entry in registry.ENTRIES if entry.name == provider), provider)
    return words.sentence(label) if registry.given(provider) else label


def named(words: Words, account: Account) -> str:
    """Who answers there, to stand in a sentence."""
    said = registry.named(account.provider, account.email)
    return words.sentence(said) if registry.given(account.provider) == "link" else said
