"""Code of tools in a host's sandbox: what it is given, what it may reach, and what becomes of what it gives back."""
