"""What Entra publishes about itself: the OpenID configuration of a tenant, the clouds msal asks for, the signing keys."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from infra.sandbox.microsoft.authorize import Entra
from infra.sandbox.microsoft.tenants import CONSUMERS


def configuration(entra: Entra, tenant: str) -> dict[str, Any]:
    """Return the tenant's .well-known/openid-configuration; /common and /organizations leave the issuer's tenant open."""
    issued = {"common": "{tenantid}", "organizations": "{tenantid}", "consumers": CONSUMERS}.get(tenant, tenant)
    at = f"{entra.url}/{tenant}"
    return {
        "token_endpoint": f"{at}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{at}/discovery/v2.0/keys",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"{entra.url}/{issued}/v2.0",
        "request_uri_parameter_supported": False,
        "authorization_endpoint": f"{at}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{at}/oauth2/v2.0/devicecode",
        "http_logout_supported": True,
        "end_session_endpoint": f"{at}/oauth2/v2.0/logout",
        "claims_supported": [
            "sub",
            "iss",
            "aud",
            "exp",
            "iat",
            "nonce",
            "preferred_username",
            "name",
            "tid",
            "ver",
            "email",
        ],
        "tenant_region_scope": None,
        "cloud_instance_name": urlsplit(entra.url).netloc,
        "msgraph_host": urlsplit(entra.url).netloc,
    }


def instances(entra: Entra, asked: str | None) -> dict[str, Any]:
    """Return the answer to msal's question which hosts belong together: this one stands alone."""
    host = urlsplit(entra.url).netloc
    tenant = urlsplit(asked or "").path.strip("/").split("/")[0] or "common"
    return {
        "tenant_discovery_endpoint": f"{entra.url}/{tenant}/v2.0/.well-known/openid-configuration",
        "api-version": "1.1",
        "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
    }
