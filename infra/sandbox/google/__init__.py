"""Google's side of the sandbox: OAuth, Gmail API v1, Calendar API v3."""
