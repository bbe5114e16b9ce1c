"""A local provider on loopback for demo, tests and benchmarks: mailbox, calendar and consent, kept in memory, never imported by the product."""
