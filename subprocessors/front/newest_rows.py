"""The newest row of each table that public answers hang on, read in one small query.

Django needs as long to write the SQL of such a query as for a quarter of a page, so that it is
written once a process.
"""

import functools
from dataclasses import dataclass
from datetime import UTC

from django.db import connection

from subprocessors.front.face import Face, face_of, face_rows
from subprocessors.models.publication import Publication, Redaction


@dataclass(frozen=True)
class NewestRows:
    """Columns of the newest rows as the database gives them; Nones where there is no such row.

    ``publication`` is the newest one's digest, day and time zone, ``redaction`` the newest
    one's number, part and instant, ``face_columns`` are those of the face.
    """

    publication: tuple
    redaction: tuple
    face_columns: tuple

    @property
    def face(self):
        """The portal's Face; an empty one before there is a portal."""
        return Face() if self.face_columns[0] is None else face_of(self.face_columns)

    @property
    def state(self):
        """What the newest list hangs on, to compare with ``state_of_newest``."""
        number, _part, redacted_at = self.redaction
        if redacted_at is not None and redacted_at.tzinfo is None:  # as SQLite gives it
            redacted_at = redacted_at.replace(tzinfo=UTC)
        return self.publication[0], number, redacted_at


def state_of_newest(publication):
    """The ``state`` of the newest publication, as ``front.http`` fetched it."""
    return publication.digest, publication.redaction, publication.redacted_at


def read_newest_rows():
    """The NewestRows. One query. Raises what a database raises."""
    with connection.cursor() as cursor:
        cursor.execute(*_statement())
        row = cursor.fetchone()
    return NewestRows(row[:3], row[3:6], row[6:])


@functools.cache
def _statement():
    """SQL and parameters that give the newest row of each table, side by side."""
    newest = (
        Publication.objects.order_by("-number").values_list("digest", "published_on", "time_zone"),
        Redaction.objects.order_by("-number").values_list("number", "part", "redacted_at"),
        face_rows(),
    )
    joined, parameters = [], []
    for number, queryset in enumerate(newest):
        sql, values = queryset[:1].query.sql_with_params()
        joined.append(f"LEFT JOIN ({sql}) AS row_{number} ON 1 = 1")
        parameters += values
    columns = ", ".join(f"row_{number}.*" for number in range(len(newest)))
    return f"SELECT {columns} FROM (SELECT 1) AS one {' '.join(joined)}", parameters
