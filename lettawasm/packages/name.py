"""Names of packages and of their extras."""

import re


def normal(name: str) -> str:
    """Different spellings of a name are the same package's."""
    return re.sub(r"[-_.]+", "-", name).lower()
