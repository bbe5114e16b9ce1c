"""The product: what is stored, decided and shown. Knows nothing of queues."""
