"""Whose tenant a person belongs to, and which people an address like /common or /organizations lets sign in.

Ids are made from addresses, so that they are the same in every run. Facts: learn.microsoft.com/entra/identity-platform/v2-protocols.
"""

from __future__ import annotations

import re
import uuid

from infra.sandbox.scenarios.happenings import Person

#: The tenant that all personal accounts share.
CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"
_SPACE = uuid.UUID("5a0d0b0c-7c55-4f5b-9d6b-2b6f0a6f0001")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def tenant_of(person: Person) -> str:
    """Return the tenant's id: that of all consumers, or one for each domain."""
    return CONSUMERS if person.is_personal else str(uuid.uuid5(_SPACE, person.email.rpartition("@")[2].lower()))


def object_id(person: Person) -> str:
    """Return the account's id in its tenant; personal accounts have short ones, filled up with zeros."""
    made = uuid.uuid5(_SPACE, person.email.lower())
    if not person.is_personal:
        return str(made)
    return f"00000000-0000-0000-{made.hex[:4]}-{made.hex[4:16]}"


def is_tenant(segment: str) -> bool:
    """Say whether an authority's first segment can be one: a name, an id or a domain."""
    return segment in ("common", "organizations", "consumers") or bool(_GUID.fullmatch(segment)) or "." in segment


def refuses(segment: str, audience: str, person: Person) -> tuple[int, str] | None:
    """Return the AADSTS number and text if this person may not sign in there, None if she may.

    `audience` is the app's signInAudience: AzureADandPersonalMicrosoftAccount, AzureADMultipleOrgs or PersonalMicrosoftAccount.
    """
    only_work = segment not in ("common", "consumers") or audience == "AzureADMultipleOrgs"
    if person.is_personal and (segment == "organizations" or audience == "AzureADMultipleOrgs"):
        return 500200, (
            f"User account '{person.email}' is a personal Microsoft account. Personal Microsoft accounts are not supported "
            "for this application unless explicitly invited to an organization. Try signing out and signing back in with an "
            "organizational account."
        )
    if not person.is_personal and (segment == "consumers" or audience == "PersonalMicrosoftAccount"):
        return 50020, f"User account '{person.email}' from identity provider 'live.com' does not exist."
    if only_work and segment != "organizations" and segment not in _names(person):
        return 50020, (
            f"User account '{person.email}' from identity provider 'https://sts.windows.net/{tenant_of(person)}/' does not "
            f"exist in tenant '{segment}' and cannot access the application in that tenant. The account needs to be added as "
            "an external user in the tenant first."
        )
    return None


def _names(person: Person) -> frozenset[str]:
    every = {"common", tenant_of(person)}
    return frozenset(every if person.is_personal else every | {person.email.rpartition("@")[2].lower()})
