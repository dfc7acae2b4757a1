"""Secrets that outlive the process, under a passphrase that nobody stores."""

from .vault import Vault

__all__ = ["Vault"]
