"""The sandbox Microsoft: Entra ID and Graph."""
