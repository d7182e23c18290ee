"""Confirmation numbers."""

import secrets

# Without I, L, O, U, 0 and 1, which are misread on the phone; 10 of 30 letters are 49 bits, so numbers cannot be tried.
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
HALF = 5


def new_number() -> str:
    """A confirmation number that can be read out and not be guessed, e.g. 7K3QX-M2PWA."""
    return as_written("".join(secrets.choice(LETTERS) for _ in range(2 * HALF)))


def as_written(typed: str) -> str:
    """The number as we write it, from however somebody typed it: "7k3qx m2pwa" is 7K3QX-M2PWA."""
    letters = "".join(c for c in typed.upper() if c.isalnum())
    return f"{letters[:HALF]}-{letters[HALF:]}"
