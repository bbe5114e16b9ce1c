"""How good the drafts are, measured: worked cases, renamed, replayed and reordered; damage, diversity, injections."""
