"""What a version is made of: states as text, what changed between two, and the chain of hashes. Pure."""
