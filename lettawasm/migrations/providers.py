"""Providers whose servers have more than one API: the one that was chosen."""

PROVIDERS = ["ALTER TABLE providers ADD COLUMN api TEXT"]
