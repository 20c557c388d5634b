"""The three groups of the desk and what each may do.

Migrations make the groups and carry their own lists; a test holds them against this table.
A role or permission that comes to this table takes a migration (see ``migrations/_groups``).
"""

_LIST = ("subprocessor", "service", "category", "document", "certification")
_OWED = ("customer", "noticecontact")
_SEEN = ("publication", "redaction", "portal", *_LIST)

ROLES = {
    "Editor": [
        *(f"{verb}_{model}" for model in _LIST for verb in ("add", "change", "delete", "view")),
        "change_portal",
        "view_portal",
        "view_publication",
        "view_redaction",
    ],
    "Auditor": [
        *(f"view_{model}" for model in (*_SEEN, *_OWED)),
        "view_subscriber",
        "view_delivery",
        "view_objection",
    ],
}
# Addresses of recipients are nothing that keeping the list needs: Editors see none.
ROLES["Publisher"] = [
    *ROLES["Editor"],
    "publish_publication",
    "view_subscriber",
    "change_subscriber",
    "view_delivery",
    *(f"{verb}_{model}" for model in (*_OWED, "objection") for verb in ("add", "change", "view")),
]
