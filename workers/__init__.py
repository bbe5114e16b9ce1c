"""Moves the work and decides nothing; the only package that knows Dramatiq and Redis."""
