"""Find a person's name or private address in a text that names a role on most lists."""

import re

_EMAIL = re.compile(r"([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
#: Where people have their private mail.
_PRIVATE_DOMAINS = frozenset(
    {"aol.com", "fastmail.com", "gmail.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com"}
    | {"icloud.com", "live.com", "mail.ru", "me.com", "msn.com", "outlook.com", "proton.me"}
    | {"protonmail.com", "qq.com", "t-online.de", "web.de", "yahoo.com", "yandex.ru"}
)
#: A text of a few words, one of which is such a word, names no person.
_ROLES = frozenset(
    {"account", "accounts", "admin", "affairs", "board", "care", "center", "centre", "compliance"}
    | {"contact", "controller", "counsel", "customer", "data", "datenschutz", "department", "desk"}
    | {"dpo", "email", "eu", "form", "gdpr", "general", "governance", "help", "hotline", "info"}
    | {"information", "international", "it", "legal", "mail", "notice", "notices", "office"}
    | {"officer", "online", "operations", "page", "policy", "portal", "press", "privacy"}
    | {"protection", "questions", "representative", "request", "requests", "risk", "sales"}
    | {"security", "service", "services", "subprocessor", "subprocessors", "support", "team"}
    | {"trust", "uk", "us", "vendor", "vendors", "web", "website"}
)
_COMPANY = re.compile(
    r"\b(ag|b\.?v|corp|gmbh|inc|kg|limited|llc|llp|ltd|oy|plc|pty|s\.?a|s\.?r\.?l|se)\b", re.I
)
_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Mx|Dr|Prof|Herrn?|Frau|Mme|Monsieur|Madame)\b\.? +[^\W\d_]")
_SEPARATORS = re.compile(r"[^\w\s'.-]|\n|\s-\s")
_SEVERAL_WORDS = re.compile(r"[^\W\d_][\w'.-]*( [^\W\d_][\w'.-]*){1,3}")


def looks_personal(text, *, names=()):
    """Whether ``text`` seems to hold a person's name or a private e-mail address.

    ``names`` are those of the company itself, which are no person's.
    """
    if any(_is_personal_address(*found) for found in _EMAIL.findall(text)) or _TITLE.search(text):
        return True
    known = " ".join(names).casefold()
    pieces = (piece.strip() for piece in _SEPARATORS.split(_EMAIL.sub(",", text)))
    return any(_is_name(piece) and piece.casefold() not in known for piece in pieces)


def _is_personal_address(local, domain):
    if domain.casefold() in _PRIVATE_DOMAINS:
        return True
    pieces = re.split(r"[._-]", local.partition("+")[0].casefold())
    return len(pieces) == 2 and all(piece.isalpha() and piece not in _ROLES for piece in pieces)


def _is_name(piece):
    if not _SEVERAL_WORDS.fullmatch(piece) or _COMPANY.search(piece):
        return False
    words = piece.split(" ")
    is_each_capital = all(word[0].isupper() for word in words)
    return is_each_capital and not any(word.casefold() in _ROLES for word in words)
