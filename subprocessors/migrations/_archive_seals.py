"""What the triggers of the archive refuse, as migrations put them in place.

Each set belongs to the migrations that name it and stays as it is; later triggers get a set of
their own. Those that should stand today are in ``archive.triggers``; a test holds the newest
set here against them. Of each sealed table: what UPDATE and DELETE are answered; where an
INSERT is refused; why.
"""

_PUBLICATION = "subprocessors_publication"
_SNAPSHOT = "subprocessors_snapshot"
_CHANGE = "subprocessors_change"
_REDACTION = "subprocessors_redaction"

_PUBLICATION_REMEDY = (
    "A publication cannot be changed or removed. Publish a correction instead."
)
_SNAPSHOT_REMEDY = "A snapshot cannot be changed or removed. Publish a correction instead."
_CHANGE_REMEDY = (
    "A published change cannot be changed or removed. Publish a correction instead."
)
_REDACTION_REMEDY = "The record of a redaction cannot be changed or removed."

_NOT_THE_NEXT_PUBLICATION = (
    f"NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM {_PUBLICATION})"
    f" OR EXISTS (SELECT 1 FROM {_PUBLICATION}"
    " WHERE digest = NEW.digest OR uid = NEW.uid)"
    f" OR EXISTS (SELECT 1 FROM {_PUBLICATION} WHERE published_at > NEW.published_at"
    " OR published_on > NEW.published_on)"
)
_NOT_THE_NEXT_REDACTION = (
    f"NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM {_REDACTION})"
    f" OR EXISTS (SELECT 1 FROM {_REDACTION}"
    " WHERE publication_id = NEW.publication_id AND part = NEW.part)",
    "A redaction takes the number after the last, and blanks a part once.",
)

#: Release 0.1.0: the snapshot, written last, closes a publication.
SNAPSHOT_LAST = {
    _PUBLICATION: (
        _PUBLICATION_REMEDY,
        _NOT_THE_NEXT_PUBLICATION,
        "A publication takes the number after the last, its own digest, and a time that is"
        " not before the last one's.",
    ),
    _SNAPSHOT: (
        _SNAPSHOT_REMEDY,
        f"EXISTS (SELECT 1 FROM {_SNAPSHOT} WHERE publication_id = NEW.publication_id)"
        f" OR NEW.publication_id <> (SELECT MAX(number) FROM {_PUBLICATION})",
        "Only the newest publication takes a snapshot, and only one.",
    ),
    _CHANGE: (
        _CHANGE_REMEDY,
        f"EXISTS (SELECT 1 FROM {_SNAPSHOT} WHERE publication_id = NEW.publication_id)"
        f" OR EXISTS (SELECT 1 FROM {_CHANGE} WHERE id = NEW.id"
        " OR (publication_id = NEW.publication_id AND position = NEW.position))",
        "A sealed publication takes no further change.",
    ),
    _REDACTION: (_REDACTION_REMEDY, *_NOT_THE_NEXT_REDACTION),
}
#: Release 0.2.0: the row of the publication is written last, so that half a version never stands.
PUBLICATION_LAST = {
    _PUBLICATION: (
        _PUBLICATION_REMEDY,
        f"{_NOT_THE_NEXT_PUBLICATION} OR NOT EXISTS"
        f" (SELECT 1 FROM {_SNAPSHOT} WHERE publication_id = NEW.number)",
        "A publication is written last, after its snapshot. It takes the number after the last,"
        " its own digest, and a time that is not before the last one's.",
    ),
    _SNAPSHOT: (
        _SNAPSHOT_REMEDY,
        f"EXISTS (SELECT 1 FROM {_SNAPSHOT} WHERE publication_id = NEW.publication_id)"
        f" OR NEW.publication_id <> (SELECT COALESCE(MAX(number), 0) + 1 FROM {_PUBLICATION})",
        "Only the next publication takes a snapshot, and only one.",
    ),
    _CHANGE: (
        _CHANGE_REMEDY,
        f"NEW.publication_id <> (SELECT COALESCE(MAX(number), 0) + 1 FROM {_PUBLICATION})"
        f" OR EXISTS (SELECT 1 FROM {_CHANGE} WHERE id = NEW.id"
        " OR (publication_id = NEW.publication_id AND position = NEW.position))",
        "A published version takes no further change; only the next one does, before it is"
        " published.",
    ),
    _REDACTION: (_REDACTION_REMEDY, *_NOT_THE_NEXT_REDACTION),
}
_MESSAGE = "subprocessors_storedmessage"
_ATTEMPT = "subprocessors_deliveryattempt"
#: Release 0.2.0: what was sent, and what each attempt met, are written once.
SENT_ONCE = {
    **PUBLICATION_LAST,
    _MESSAGE: (
        "A stored message cannot be changed or removed: it is what was sent.",
        f"EXISTS (SELECT 1 FROM {_MESSAGE} WHERE id = NEW.id)",
        "A stored message is written once.",
    ),
    _ATTEMPT: (
        "The record of an attempt to send cannot be changed or removed.",
        f"EXISTS (SELECT 1 FROM {_ATTEMPT} WHERE id = NEW.id)",
        "The record of an attempt is written once.",
    ),
}
_ACKNOWLEDGEMENT = "subprocessors_acknowledgement"
#: Release 0.2.0: a confirmation that a notice was received is written once.
CONFIRMED_ONCE = {
    **SENT_ONCE,
    _ACKNOWLEDGEMENT: (
        "The record of a confirmation cannot be changed or removed.",
        f"EXISTS (SELECT 1 FROM {_ACKNOWLEDGEMENT} WHERE id = NEW.id)",
        "The record of a confirmation is written once.",
    ),
}
