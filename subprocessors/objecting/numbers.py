"""The number by which an objection is known: random, and short enough to be typed."""

import secrets

#: Without 0 and O, 1, I and L, and U, which reads as V.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP = 5


def new_objection_number():
    """A random number of 49 bits, such as "K7QM3-XTB9W"."""
    letters = "".join(secrets.choice(LETTERS) for _letter in range(2 * _GROUP))
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}"
