"""Every page of the desk. Importing this puts them on the site; ``apps`` does."""

from subprocessors.admin import (
    customers,
    evidence,
    importing,
    mail_preview,
    notice_presets,
    one_delivery,
    person,
    portal,
    review,
    review_preview,
    sending,
    subscribers,
    users,
    versions,
    vocabulary,
    working_list,
)

__all__ = [
    "customers",
    "evidence",
    "importing",
    "mail_preview",
    "notice_presets",
    "one_delivery",
    "person",
    "portal",
    "review",
    "review_preview",
    "sending",
    "subscribers",
    "users",
    "versions",
    "vocabulary",
    "working_list",
]
