"""The words by which headings are understood, in English and in German. Plain data.

Each is followed by the fields it may mean, the likeliest first. Headings come as
``headings.folded`` gives them: small letters, "sub-processor" one word.
"""

import re

#: Whole headings, as ``folded`` gives them.
EXACT = {
    "name": "name",
    "subprocessor": "name",
    "subprocessors": "name",
    "entity": "name legal_name",
    "company": "name legal_name",
    "vendor": "name",
    "service": "purpose description",
    "services": "purpose description",
    "description": "purpose description",
    "details": "purpose description",
    "role": "purpose",
    "rolle": "purpose",
    "what for": "purpose",
    "what they do": "purpose",
    "why": "purpose",
    "wofür": "purpose",
    "beschreibung": "purpose description",
    "where": "processing_location",
    "wo": "processing_location",
    "land": "processing_location",
    "ort": "processing_location",
    "region": "processing_location",
    "regions": "processing_location",
    "group": "category",
    "gruppe": "category",
    "type": "category",
    "typ": "category",
    "art": "category",
    "bereich": "category",
    "department": "category",
    "area": "category",
    "abteilung": "category",
    "subject": "description",
    "subject matter": "description",
    "gegenstand": "description",
    "duration": "description",
    "dauer": "description",
    "nature": "purpose description",
    "data": "data_categories",
    "daten": "data_categories",
    "contact": "contact",
    "since": "effective_on",
    "seit": "effective_on",
    "added": "effective_on",
    "start": "effective_on",
    "beginn": "effective_on",
    "ai": "uses_ai",
    "condition": "condition",
    "conditions": "condition",
    "bedingung": "condition",
    "only if": "condition",
    "nur wenn": "condition",
    "sitz": "corporate_location",
    "country of the entity": "corporate_location country",
    "places": "processing_location places",
    "places of processing": "processing_location places",
    "dpa": "dpa_url",
    "avv": "dpa_url",
}
#: Words in a heading, the narrower meaning before the wider.
PATTERNS = tuple(
    (re.compile(pattern), fields.split())
    for pattern, fields in (
        (r"\binternal\b|\bintern(e|er|es|en)?\b|confidential|vertraulich", "internal_notes"),
        (r"\bname,? ((and|und|with|mit) )?(\w+ )*(address|anschrift|adresse|location|country)", ""),
        (r"\blei( code| number)?$|^legal entity identifier|^(company|business|corporate|commercial"
         r"|entity|legal entity|vendor|subprocessor|trade)? ?(registration|register|registry)"
         r" (number|no|nr|id)\b|^(company|business|entity) (number|no|nr|id)$|handelsregister"
         r"|^register ?(nummer|nr)|firmenbuch|^hrb\b", "registration_number"),
        (r"^purpose|zweck", "purpose description"),
        (r"(entity|company|vendor|subprocessor) type|type of (entity|subprocessor|company|vendor)",
         "category"),
        (r"transfer|safeguard|adequacy|garantie|legal basis|rechtsgrundlage|dritt(land|staat)"
         r"|angemessenheit|\bsccs?\b|standard contractual", "transfer_note"),
        (r"\bdpa\b|processing (agreement|addendum|terms)|\bavv\b|\bav vertrag"
         r"|verarbeitungsvertrag", "dpa_url"),
        (r"subprocessors? (list|page|url|link)|(own|its|their|list of|further) subprocessor"
         r"|(eigene|weitere) subauftrag", "subprocessors_url"),
        (r"privacy|datenschutz(erklärung|hinweis|info|richtlinie)", "privacy_url"),
        (r"subprocessor (country|location)|(corporate|company|entity|registered|headquarter|parent"
         r"|vendor|contracting|legal)\w* (country|location|seat|region|domicile|jurisdiction)"
         r"|(country|place|location|jurisdiction) of (the )?(\w+ )?(incorporation|establishment"
         r"|registration|entity|company|subprocessor|headquarter\w*|vendor)|headquarter|\bhq\b"
         r"|incorporat|jurisdiction|firmensitz|hauptsitz|sitz de[sr]|sitzland|\bsitz\b",
         "corporate_location"),
        (r"location|countr(y|ies)|residency|cent(er|re) region|hosting region|processing region"
         r"|data region|\bort\b|\borte\b|standort|verarbeitungs(ort|land|standort)|^place|\bland\b"
         r"|^länder|server (place|region)|geograph|^regions? of|^where\b", "processing_location"),
        (r"web ?address|webadresse|internetadresse", "website"),
        (r"contact|kontakt|ansprechpartner|\be ?mail", "contact"),
        (r"address|anschrift|adresse", "address"),
        (r"data subject|betroffene|categories of (people|persons|individuals)"
         r"|personenkategorie|personengruppe|\bpersonen\b", "data_subjects"),
        (r"retention|aufbewahr|speicherdauer|lösch", "retention"),
        (r"duration|dauer|subject matter|gegenstand", "description"),
        (r"\bformer|früher|ehemals", "former_names"),
        (r"end date|last day|\bended|removed on|letzter tag|\bende\b", "ended_on"),
        (r"start date|effective|in use|added on|date added|since|onboard|\bseit\b|gültig ab"
         r"|einsatz ab|date of (addition|engagement)|beginn", "effective_on"),
        (r"train\w* (on|models|with)|used for training", "trains_on_customer_data"),
        (r"uses? (of )?ai\b|\bai (use|features?)\b|ki (einsatz|nutzung)", "uses_ai"),
        (r"engaged (through|by|via)|beauftragt (durch|über)", "engaged_through"),
        (r"only if|only when|when used|applicab(le|ility) (when|if)|nur (wenn|bei)|bedingung"
         r"|voraussetzung", "condition"),
        (r"certifi|zertifi|attestation|compliance", "certifications"),
        (r"(data|daten|information) (categor|kategor|type|typ|element|class|processed|shared"
         r"|accessed|involved|art)|(categor|type|kind|class)\w* of (\w+ )?(\w+ )?(data|information)"
         r"|personal data|personenbezogen|daten(kategorie|art|typ)|art(en)? (der|von) (\w+ )?daten"
         r"|kategorien? (\w+ )*daten|verarbeitete daten|customer data|^data$", "data_categories"),
        (r"website|web ?site|homepage|webseite|internetseite|webauftritt|^url$|^web$|^link$",
         "website"),
        (r"legal (name|entity)|rechtsträger|registered name|firmierung|contracting (party|entity)",
         "legal_name name"),
        (r"subprocessor( entity)?( name)?s?$|(entity|company|vendor|supplier|provider|party"
         r"|organi[sz]ation|business|firmen|partner|contractor|processor|affiliate)s? name"
         r"|firmenname|name (of|des|der) |\bname$|auftrag(nehmer|s?verarbeiter|sverhältnis)"
         r"|unterauftrag|subauftrag|subunternehm|subcontractor", "name"),
        (r"purpose|nature of", "purpose description"),
        (r"\bproviders?\b|\bvendors?$|dienstleister", "name legal_name"),
        (r"(applicable|affected|our|related|relevant|used (by|for|in)|which) (\w+ )?service"
         r"|product|produkt|solution|betroffene dienste", "products"),
        (r"(service|activit|function|processing|subprocessing|work|task|tätigkeit|leistung|aufgabe"
         r"|dienst|einsatz|verarbeitung|funktion)\w*( (description|provided|performed|type|details"
         r"|offered|rendered))?$|type of (service|processing)|description|services? |use case"
         r"|reason|usage|activities|beschreibung|art der (verarbeitung|leistung|dienst)"
         r"|used for|leistung|tätigkeit", "purpose description products"),
        (r"third party|third parties|supplier|entity|entities|company"
         r"|compan(y|ies)|vendor|partner|affiliate|organi[sz]ation|unternehmen|firma"
         r"|anbieter|lieferant|gesellschaft|dritte", "name legal_name"),
        (r"categor|kategorie|\btype\b|\bgroup\b|department", "category"),
        (r"\bnotes?\b|comment|remark|bemerkung|anmerkung|hinweis|additional|kommentar|zusätzlich",
         "notes"),
        (r"contract|vertragsnummer|vertrag nr", "contract_reference"),
    )
)  # fmt: skip
