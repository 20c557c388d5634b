"""The table of fields: what each field of a row is. Plain Python.

Everything else that deals with all fields, or with all of a kind, derives from this table: what
may be published, the sections of form and page, days and addresses, the schema, the columns of
the CSV, the search, what an import may give. docs/decisions/0017 says how a field is added.
"""

from dataclasses import dataclass

# Sections, in the order of the lawyer's work.
WHO, WHAT_FOR, WHERE, WHEN, INTERNAL = "who", "what-for", "where", "when", "internal"
SECTIONS = (WHO, WHAT_FOR, WHERE, WHEN, INTERNAL)

# Kinds of values, as the archive holds them.
LINE = "line"  # a text of one line
TEXT = "text"  # a text of a few lines
LONG_TEXT = "long text"
LINES = "lines"  # texts in their order, one a line on the form
WEB_ADDRESS = "web address"
DAY = "day"  # ISO 8601
COUNTRY = "country"  # its code, ISO 3166-1 alpha-2
CODES = "codes"  # a set of codes
CATEGORY = "category"  # the slug of one of legal's categories
SERVICES = "services"  # a set of slugs of our services
TICK = "tick"  # true, or empty
YES_NO = "yes or no"  # "yes", "no", or empty: not stated
ROW = "row"  # the slug of another row

#: Values whose order says nothing: kept sorted and unique.
_SETS = frozenset({CODES, SERVICES})


@dataclass(frozen=True)
class RowField:
    """One field of a row.

    ``meaning`` tells programs what it says. ``order`` is its place in sentences and in JSON,
    ``column`` that in the CSV: both are promised, so a later field takes the next number. A
    field without ``column`` is in no list, and one of the section INTERNAL is never published.

    ``is_material``: an edit of it is proposed as owing notice. ``is_lifecycle``: it says itself
    when it takes effect, so that it is never an announced value. ``is_searched``: visitors'
    searches look into it. ``is_imported``: a column of a file may give it. ``words`` names the
    field that says the same in words.
    """

    name: str
    section: str
    kind: str
    meaning: str = ""
    order: int | None = None
    column: int | None = None
    is_material: bool = False
    is_lifecycle: bool = False
    is_searched: bool = False
    is_imported: bool = True
    words: str = ""

    @property
    def is_public(self):
        """Whether it may be published."""
        return self.section != INTERNAL

    @property
    def is_set(self):
        """Whether it is a list whose order says nothing."""
        return self.kind in _SETS

    @property
    def is_list(self):
        """Whether its value is a list, ordered or not."""
        return self.is_set or self.kind == LINES


# fmt: off
#: The sections one after the other, the fields of each in the order of form and page.
FIELDS = (
    RowField("name", WHO, LINE, "As customers know it.",
             order=1, column=1, is_material=True, is_searched=True),
    RowField("legal_name", WHO, LINE, "The contracting entity.",
             order=2, column=2, is_material=True, is_searched=True),
    RowField("registration_number", WHO, LINE,
             "The LEI or company number of the entity, as stated.",
             order=35, column=41, is_searched=True),
    RowField("former_names", WHO, LINES, "Earlier names, the latest last.",
             order=3, column=27, is_searched=True),
    RowField("is_affiliate", WHO, TICK, "Whether it is a company of the same group.",
             order=13, column=25),
    RowField("address", WHO, TEXT, "Postal address of the entity (SCC 2021/914, Annex III).",
             order=4, column=3),
    RowField("country", WHO, COUNTRY,
             "Where the entity is established, by ISO 3166-1 alpha-2; XK is Kosovo.",
             order=5, column=4, is_material=True, is_searched=True, words="corporate_location"),
    RowField("corporate_location", WHO, TEXT, "The same in words, as stated.",
             order=6, column=26, is_searched=True),
    RowField("contact", WHO, TEXT,
             "A role address or the address of a form (SCC 2021/914, Annex III).",
             order=7, column=5),
    RowField("website", WHO, WEB_ADDRESS, "Its website, as stated.",
             order=8, column=30),
    RowField("privacy_url", WHO, WEB_ADDRESS, "The address of its privacy notice, as stated.",
             order=9, column=31),
    RowField("dpa_url", WHO, WEB_ADDRESS,
             "The address of its data processing agreement, as stated.",
             order=10, column=32),
    RowField("subprocessors_url", WHO, WEB_ADDRESS,
             "The address of its own list of sub-processors, as stated.",
             order=11, column=33),

    RowField("category", WHAT_FOR, CATEGORY,
             "The slug of the heading it stands under; the label is among the categories.",
             order=12, column=11, is_searched=True),
    RowField("purpose", WHAT_FOR, TEXT, "Nature of the processing, in a few words.",
             order=14, column=6, is_material=True, is_searched=True),
    RowField("description", WHAT_FOR, LONG_TEXT,
             "The long form, with the delimitation of responsibilities"
             " (SCC 2021/914, Annex III).",
             order=15, column=7, is_searched=True),
    RowField("services", WHAT_FOR, SERVICES,
             "Slugs of the services that use it. None means all of them.",
             order=21, column=8, is_material=True, is_searched=True,
             words="products"),
    RowField("products", WHAT_FOR, TEXT, "The products that use it, in words, as stated.",
             order=22, column=9, is_searched=True),
    RowField("condition", WHAT_FOR, TEXT, "Only if this is so is it used.",
             order=23, column=10, is_searched=True),
    RowField("data_categories", WHAT_FOR, TEXT, "Personal data concerned.",
             order=16, column=12, is_material=True, is_searched=True),
    RowField("data_subjects", WHAT_FOR, TEXT, "Whose data they are.",
             order=17, column=13, is_material=True, is_searched=True),
    RowField("retention", WHAT_FOR, TEXT, "How long it keeps the data.",
             order=20, column=14),
    RowField("uses_ai", WHAT_FOR, YES_NO,
             "Whether it uses AI on the data. Null where it is not stated.",
             order=29, column=23, is_material=True),
    RowField("trains_on_customer_data", WHAT_FOR, YES_NO,
             "Whether it trains models on customer data. Null where it is not stated.",
             order=30, column=24, is_material=True),
    RowField("certifications", WHAT_FOR, TEXT, "Its certifications, as stated.",
             order=18, column=28),
    RowField("notes", WHAT_FOR, LONG_TEXT, "Notes published with the row.",
             order=19, column=29),

    RowField("places", WHERE, CODES,
             "Where it processes data: ISO 3166-1 alpha-2 codes, XK (Kosovo), and EU, EEA,"
             " WORLDWIDE.",
             order=24, column=15, is_material=True, is_searched=True,
             words="processing_location"),
    RowField("processing_location", WHERE, TEXT, "The same in words, as stated.",
             order=25, column=16, is_material=True, is_searched=True),
    RowField("transfer_mechanisms", WHERE, CODES,
             "On what basis data leave the EEA, as stated: none-needed, adequacy, dpf, scc,"
             " uk-idta, bcr, derogation. Others may join.",
             order=26, column=17, is_material=True),
    RowField("transfer_note", WHERE, TEXT, "A note on the transfer.",
             order=27, column=18),
    RowField("engaged_through", WHERE, TEXT,
             "The chain above it, where another sub-processor engages it.",
             order=28, column=19, is_searched=True),

    RowField("effective_on", WHEN, DAY,
             "Its first day. Null: in use since it was published.",
             order=31, column=20, is_material=True, is_lifecycle=True),
    RowField("ended_on", WHEN, DAY, "The last day on which it is used.",
             order=32, column=21, is_material=True, is_lifecycle=True),
    # A withdrawn row is in no list, so that the field has nothing to say there.
    RowField("withdrawn_on", WHEN, DAY,
             "The day on which it was dropped before its start, or taken off the list.",
             order=33, is_material=True, is_lifecycle=True, is_imported=False),
    RowField("replaces", WHEN, ROW, "The slug of the sub-processor whose place it takes.",
             order=34, column=22, is_lifecycle=True, is_imported=False),

    RowField("held_back", INTERNAL, TICK, is_imported=False),
    RowField("owner", INTERNAL, LINE),
    RowField("internal_notes", INTERNAL, LONG_TEXT),
    RowField("contract_reference", INTERNAL, LINE),
    RowField("reviewed_on", INTERNAL, DAY),
    RowField("review_due_on", INTERNAL, DAY),
)
# fmt: on
BY_NAME = {field.name: field for field in FIELDS}

#: The whitelist, as names: every field of a row that may be published, in order.
PUBLIC_FIELDS = tuple(
    field.name
    for field in sorted((one for one in FIELDS if one.is_public), key=lambda one: one.order)
)
#: What a list states of a row, in JSON and in the CSV.
LISTED_FIELDS = tuple(name for name in PUBLIC_FIELDS if BY_NAME[name].column)
#: Never public: in no export, feed, difference or page.
INTERNAL_FIELDS = tuple(field.name for field in FIELDS if not field.is_public)
#: Values whose order says nothing: kept sorted and unique.
SET_FIELDS = frozenset(field.name for field in FIELDS if field.is_set)
#: Never announced values: they say themselves when they take effect.
LIFECYCLE_FIELDS = frozenset(field.name for field in FIELDS if field.is_lifecycle)
#: Of these, empty says something: all services, no last day. Others are then just not stated.
MEANINGFUL_WHEN_EMPTY = frozenset({"services", "products", "ended_on", "withdrawn_on", "replaces"})
#: A change of one of these is proposed as material: a new place, purpose, kind of data, transfer
#: mechanism or entity, and a new start or last day.
MATERIAL_FIELDS = frozenset(field.name for field in FIELDS if field.is_material)


#: Per field of words, the codes that say the same.
CODES_OF = {field.words: field.name for field in FIELDS if field.words}


def of_kind(*kinds):
    """The names of the fields of these kinds, internal ones too."""
    return frozenset(field.name for field in FIELDS if field.kind in kinds)


def in_section(section):
    """The fields of a section, in the order of form and page."""
    return tuple(field for field in FIELDS if field.section == section)
