"""Providers in, records out: knows nothing of interviews, databases or queues."""
