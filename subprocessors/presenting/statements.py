"""What a company states about itself, on two lists: its facts, its services and categories."""

from subprocessors import wording
from subprocessors.archive.digests import redacted_of, values_of


def stated_between(before, shown):
    """The Differences of facts and vocabulary from one ListOnDay to another, in reading order."""
    return tuple(wording.stated_differences(*comparable(before, shown)))


def comparable(before, shown):
    """Facts and vocabulary of two ListOnDays, as far as redactions let them be compared.

    Each is ``(facts, vocabulary)``: the facts by name, and the words as they were frozen.
    """
    old, new = before.facts, shown.facts
    documents = (before.document, shown.document)
    if any(redacted_of(document, "facts") for document in documents):
        # A fact that is missing may have been taken out, here or there.
        both = old.keys() & new.keys()
        old, new = ({name: facts[name] for name in both} for facts in (old, new))
    words = [values_of(document, "vocabulary") for document in documents]
    if any(redacted_of(document, "vocabulary") for document in documents):
        words = [[], []]
    return (old, words[0]), (new, words[1])
