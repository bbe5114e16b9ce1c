"""Files need no consent: the "tokens" of this provider are the paths to read, and nothing is ever asked of anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

from connectors.contract import AuthorizationRequest, Authorized, Grant, Wanted
from connectors.errors import ConsentLost, Misconfigured, Unsupported
from connectors.takeout.files import FileSet, open_files
from connectors.takeout.owner import own_addresses

GRANT = Grant(asked=(), granted=(), can_read_mail=True, can_read_calendar=True, can_send=False)


class FileAuthorization:
    """Takes paths instead of a consent."""

    def begin(self, *, redirect_uri: str, wanted: Wanted, login_hint: str = "") -> AuthorizationRequest:
        """Always raises Unsupported."""
        _no_consent(redirect_uri, wanted, login_hint)

    def finish(self, *, redirect_uri: str, code: str, request: AuthorizationRequest) -> Authorized:
        """Always raises Unsupported."""
        _no_consent(redirect_uri, code, request)

    def adopt(self, credentials: str) -> Authorized:
        """Takes paths, one a line. Raises Misconfigured when nothing readable lies there."""
        paths = [line.strip() for line in credentials.splitlines() if line.strip()]
        files = open_files([Path(path).expanduser() for path in paths])
        if not files.sources:
            why = " ".join(f"{path}: {sentence}" for path, sentence in sorted(files.problems.items()))
            raise Misconfigured(f"No mail or calendar was found. {why}".strip(), provider="takeout", operation="adopt")
        own = own_addresses(files)
        first = own[0] if own else None
        tokens = json.dumps({"paths": [str(Path(path).expanduser().absolute()) for path in paths]})
        return Authorized(tokens, first.email if first else "", first.name if first else "", GRANT)

    def revoke(self, tokens: str) -> None:
        """Nothing was granted, so there is nothing to take back."""

    def why_refused(self, error: str, description: str) -> ConsentLost | None:
        """Nobody is asked."""
        del error, description
        return None


def files_of(tokens: str) -> FileSet:
    """The files that an account of this provider stands for."""
    try:
        paths = json.loads(tokens)["paths"]
    except (ValueError, KeyError, TypeError):
        raise Misconfigured("The account does not say which files to read.", provider="takeout") from None
    return open_files([Path(str(path)) for path in paths])


def _no_consent(*_: object) -> NoReturn:
    raise Unsupported(
        "Files need no consent: name them in `warmthread import PATH`.", provider="takeout", operation="authorize"
    )
