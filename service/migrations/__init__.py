"""The steps from an empty database to today's tables, numbered in the order they are taken."""
