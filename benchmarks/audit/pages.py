"""The pages that are looked at, as they stand in the demo."""

#: Every public page that can be opened without a link from an e-mail; name -> address.
PUBLIC_PAGES = {
    "start": "/",
    "list": "/subprocessors/",
    "filtered": "/subprocessors/?service=assist&q=language",
    "day": "/subprocessors/on/2025-01-01/",
    "row": "/subprocessors/postgalopp/",
    "log": "/changes/",
    "version": "/changes/9/",
    "newest": "/changes/12/",
    "compare": "/changes/compare/?from=2025-01-01&to=2026-11-21",
    "follow": "/subscribe/",
    "subscribe": "/subscribe/email/",
    "object": "/changes/12/object/",
    "embed": "/embed/",
    "developers": "/developers/",
    "missing": "/nowhere/",
}
#: What the desk shows to whoever signed in.
DESK_PAGES = {
    "desk": "/admin/",
    "desk-list": "/admin/subprocessors/subprocessor/",
    "desk-row": "/admin/subprocessors/subprocessor/5/change/",
    "desk-review": "/admin/review/",
    "desk-import": "/admin/import/",
    "desk-rule": "/admin/rule/",
    "desk-portal": "/admin/subprocessors/portal/1/change/",
    "desk-version": "/admin/subprocessors/publication/12/change/",
}
#: What Lighthouse looks at.
AUDITED = ("list", "start", "log", "newest", "row", "follow", "embed")
