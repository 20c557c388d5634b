"""The sections of a row's form, in the order of the lawyer's work."""

from django.utils.translation import gettext_lazy as _

SECTIONS = (
    (
        _("Who"),
        {
            "fields": (
                "name",
                "legal_name",
                "former_names",
                "address",
                ("country", "corporate_location"),
                "contact",
                "website",
                "privacy_url",
                "dpa_url",
                "subprocessors_url",
                "is_affiliate",
            )
        },
    ),
    (
        _("What for"),
        {
            "fields": (
                "category",
                "purpose",
                "description",
                "data_categories",
                "data_subjects",
                "services",
                "products",
                "condition",
                "certifications",
                "retention",
                "uses_ai",
                "trains_on_customer_data",
                "notes",
            )
        },
    ),
    (
        _("Where and on what basis"),
        {
            "fields": (
                "places",
                "processing_location",
                "transfer_mechanisms",
                "transfer_note",
                "engaged_through",
            )
        },
    ),
    (
        _("From when"),
        {"fields": ("effective_on", "ended_on", "withdrawn_on", "replaces")},
    ),
    (
        _("Internal, never published"),
        {
            "classes": ("internal",),
            "fields": (
                "held_back",
                "owner",
                "internal_notes",
                "contract_reference",
                "reviewed_on",
                "review_due_on",
                "change_reason",
            ),
        },
    ),
)
