"""Where lettawasm runs. Only here does code know which Python it is in."""
