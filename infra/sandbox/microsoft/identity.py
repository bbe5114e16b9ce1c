"""The tokens that tell who signed in: id_token, client_info, and the keys to check a signature with (OpenID Connect).

Times in them are real ones, as the libraries compare them with the machine's clock.
"""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from infra.sandbox.microsoft.tenants import object_id, tenant_of
from infra.sandbox.scenarios.happenings import Person

KEY_ID = "sandbox-key-1"
#: Entra dates its tokens five minutes back, for clocks that are slow.
_BACK = 300


@dataclass(frozen=True)
class SignIn:
    """Who signed in to which app, and what the app wanted repeated."""

    person: Person
    client_id: str
    issuer_base: str
    nonce: str | None
    scopes: frozenset[str]
    skew: int = 0


def client_info(person: Person) -> str:
    """Return who it is in msal's terms: an id in a tenant."""
    return _encoded(json.dumps({"uid": object_id(person), "utid": tenant_of(person)}).encode())


def id_token(signed_in: SignIn) -> str:
    """Return the signed claims."""
    head = {"typ": "JWT", "alg": "RS256", "kid": KEY_ID}
    signed = ".".join(_encoded(json.dumps(part).encode()) for part in (head, _claims(signed_in)))
    return f"{signed}.{_encoded(_key().sign(signed.encode(), PKCS1v15(), SHA256()))}"


def keys() -> dict[str, Any]:
    """Return the public key as a JSON Web Key Set."""
    public = _key().public_key().public_numbers()
    numbers = {
        name: _encoded(value.to_bytes((value.bit_length() + 7) // 8)) for name, value in _parts(public.n, public.e)
    }
    return {"keys": [{"kty": "RSA", "use": "sig", "kid": KEY_ID, "alg": "RS256", **numbers}]}


def _claims(signed_in: SignIn) -> dict[str, Any]:
    person, now = signed_in.person, int(time.time()) + signed_in.skew
    tenant = tenant_of(person)
    claims = {
        "ver": "2.0",
        "iss": f"{signed_in.issuer_base}/{tenant}/v2.0",
        "sub": _encoded(f"{signed_in.client_id}:{object_id(person)}".encode()),
        "aud": signed_in.client_id,
        "iat": now - _BACK,
        "nbf": now - _BACK,
        "exp": now + 3600,
        "name": person.name,
        "preferred_username": person.email,
        "oid": object_id(person),
        "tid": tenant,
    }
    more = {"nonce": signed_in.nonce, "email": person.email if "email" in signed_in.scopes else None}
    return claims | {name: value for name, value in more.items() if value is not None}


def _parts(modulus: int, exponent: int) -> tuple[tuple[str, int], tuple[str, int]]:
    return ("n", modulus), ("e", exponent)


@cache
def _key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
