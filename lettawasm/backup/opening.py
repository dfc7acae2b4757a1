"""From the bytes that somebody brings to the text of a backup: taken out of its page, and unlocked."""

from ..errors import Invalid, Misconfigured
from ..ports import Cipher
from .page import inside, is_page, sealed_in


async def opened(data: bytes, passphrase: str | None, cipher: Cipher | None) -> bytes:
    """What a locked backup holds; any other file as it is. Raises Invalid for a wrong passphrase."""
    sealed = sealed_in(inside(data)) if is_page(data) else None
    if sealed is None:
        return data
    if not passphrase:
        raise Invalid("This backup is locked. Say its passphrase.")
    plain = await needed(cipher).open(passphrase, sealed)
    if plain is None:
        raise Invalid(
            "This passphrase doesn't open the backup, or the file is damaged. Nothing was restored."
        )
    return plain


def needed(cipher: Cipher | None) -> Cipher:
    """Raises Misconfigured on a host that has none."""
    if cipher is None:
        raise Misconfigured("There is nothing here that could lock a backup, or unlock one")
    return cipher
