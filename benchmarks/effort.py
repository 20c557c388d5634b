"""How much is measured: all of it within twenty minutes, or a try-out in a few minutes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """How often and how long is measured, and on how large portals.

    ``rounds`` of ``seconds`` for each rate; a hit and what it is compared with have so many
    ``turns`` in each of them. ``requests`` for the memory of a worker; ``writes`` and
    ``publications`` beside readers; ``row_counts`` and ``version_counts`` for growth, at
    ``versions`` and ``rows`` of the other; ``runs`` of each slow part; ``notices`` queued, and
    ``sending_seconds`` of each rate at which they are sent.
    """

    rounds: int
    turns: int
    seconds: int
    requests: int
    writes: int
    publications: int
    rows: int
    versions: int
    row_counts: tuple
    version_counts: tuple
    runs: int
    replayed: int
    notices: int
    sending_seconds: int


FULL = Effort(
    rounds=5,
    turns=4,
    seconds=1,
    requests=200_000,
    writes=200,
    publications=20,
    rows=60,
    versions=100,
    row_counts=(10, 30, 60, 125, 250, 500),
    version_counts=(5, 50, 500, 5000),
    runs=5,
    replayed=1000,
    notices=50_000,
    sending_seconds=6,
)
QUICK = Effort(
    rounds=1,
    turns=1,
    seconds=1,
    requests=10_000,
    writes=20,
    publications=2,
    rows=60,
    versions=20,
    row_counts=(10, 60),
    version_counts=(5, 50),
    runs=1,
    replayed=50,
    notices=5_000,
    sending_seconds=4,
)
