"""Looks up whole phrases in the tables of ``vocabulary/``, of which each language has one.

A phrase is compared by its words: case, punctuation, small words and the many words for a
company do not matter ("Location of the vendor" is "subprocessor location").
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

LANGUAGES = ("english", "german", "french")
#: The word that every word for whoever is engaged is read as.
ROLE = "subprocessor"
_FOLDER = Path(__file__).parent.parent / "vocabulary"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PLURAL = re.compile(r"\((s|es|n|en|e|x)\)")
_SUB = re.compile(r"\bsub[\s\-\u2010-\u2015]*(process\w*|contract\w*|auftrag\w*)")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_ELISION = re.compile(r"\b([ldsn]|qu)['\u2019]")
_NO_WORD = re.compile(r"[^\w]+")


def words_of(text):
    """``text`` in small letters, its words parted by one space; "sub-processor" is one word."""
    text = unicodedata.normalize("NFKC", _CAMEL.sub(" ", _PLURAL.sub(r"\1", text)))
    text = _POSSESSIVE.sub("", text.casefold())
    text = _SUB.sub(r"sub\1", _ELISION.sub("", text.replace("ß", "ss")))
    return " ".join(_NO_WORD.sub(" ", text.replace("_", " ").replace("\u00ad", "")).split())


@cache
def folded_phrase(text):
    """The words of a heading without small words, each word for a company as ROLE."""
    text = " ".join(map(_singular, _roles().sub(ROLE, _without_small(words_of(text))).split()))
    return re.sub(rf"\b{ROLE}(?: {ROLE})+\b", ROLE, text)


def _without_small(words):
    return " ".join(word for word in words.split() if word not in _phrases("small_words"))


def _singular(word):
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def is_phrase(kind, text):
    """Whether ``text`` as a whole is a phrase of ``kind``, such as "nothing"."""
    return (words_of(text) or text.strip()) in _phrases(kind)


def begins_with(kind, text):
    """Whether ``text`` begins with a phrase of ``kind``, and ends there or with a colon."""
    start = words_of(re.split(r"[:\uff1a]", text, maxsplit=1)[0])
    return start in _phrases(kind)


def has_word(kind, text):
    """Whether a phrase of ``kind`` stands anywhere in ``text``, as whole words."""
    padded = f" {words_of(text)} "
    return any(f" {phrase} " in padded for phrase in _phrases(kind))


def is_plain_title(text):
    """Whether a title says no more than "Our sub-processors", "Former", "Sheet1" do."""
    said = set(folded_phrase(re.sub(r"\d", " ", text)).split())
    plain = (_phrases("title_words"), _phrases("not_in_use"), _phrases("active"))
    return not said - {ROLE}.union(*plain)


def fields_of(text):
    """The fields of the heading that ``text`` as a whole is, likeliest first; () for none."""
    return _headings().get(folded_phrase(text), ())


def named_codes(kind):
    """``(phrase, code)`` of all tables, for ``kind`` "places" or "mechanisms"."""
    for table in _tables():
        for code, phrases in table[kind].items():
            for phrase in phrases:
                yield phrase, code


@cache
def _tables():
    return [tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8")) for name in LANGUAGES]


@cache
def _phrases(kind):
    """The phrases of ``kind`` by their words; a sign such as "✓", which holds none, as it is."""
    return frozenset(words_of(one) or one for table in _tables() for one in table[kind])


@cache
def _roles():
    bare = map(_without_small, sorted(_phrases("roles"), key=len, reverse=True))
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, bare))}|subcontractors?|{ROLE}s?|"
        r"(?:vendor|provider|supplier|partner|processor|organi[sz]ation)s)\b"
    )


@cache
def _headings():
    """``{folded phrase: fields}``; a phrase of two tables is refused, for it would be a guess."""
    found = {}
    for table in _tables():
        for fields, phrases in table["headings"].items():
            for phrase in phrases:
                key, meaning = folded_phrase(phrase), tuple(fields.split(", "))
                if found.setdefault(key, meaning) != meaning:
                    raise ValueError(f"“{phrase}” stands for {found[key]} and for {meaning}.")
    return found
