"""The portal's own fields: facts, which are published, and face, which applies at once.

Plain Python. Each field of the portal stands in exactly one of these lists; a test holds it.
"""

#: Facts: what the company states about itself, by section of the form. The whitelist.
WHO_WE_ARE = (
    "organisation",
    "heading",
    "introduction",
    "legal_address",
    "contact_email",
    "contact_url",
    "time_zone",
    "language",
)
NOTICE_RULE = (
    "notice_days",
    "notice_kind",
    "notice_country",
    "notice_margin",
    "objection_days",
    "objection_email",
    "authorisation",
    "notice_rule",
)
FACT_FIELDS = (*WHO_WE_ARE, *NOTICE_RULE)
#: Facts that are lists of names and links, each kept in a table of its own.
LINK_FACTS = ("documents", "certifications")

#: Face: how the portal looks. In no publication.
FACE_FIELDS = ("accent", "accent_dark", "footer_links", "privacy_notice")

#: What nobody edits: in no publication, and on no form.
BOOKKEEPING_FIELDS = ("id", "is_sample", "updated_at")
