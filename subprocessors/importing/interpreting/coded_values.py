"""Labels of services and transfer mechanisms in a cell, as the slugs and codes they stand for."""

import re
from functools import cached_property

from subprocessors.importing.interpreting.column_answers import NEW, NONE
from subprocessors.importing.interpreting.phrases import named_codes, words_of
from subprocessors.models.code_lists import TRANSFER_MECHANISMS
from subprocessors.models.names import plain_slug
from subprocessors.models.vocabulary import Service

_BETWEEN = re.compile(r"\s*[,;/\n]\s*|\s+(?:and|und|et)\s+")


class CodedValues:
    """Knows the services and mechanisms; tells ``made`` (Interpretation) which are new or asked."""

    def __init__(self, made):
        self.made = made

    @cached_property
    def known(self):
        """Per field of CODED the words that stand for a slug or code."""
        services = [
            (words, one.slug) for one in Service.objects.all() for words in (one.slug, one.label)
        ]
        mechanisms = [*named_codes("mechanisms")]
        for code, label in TRANSFER_MECHANISMS.items():
            mechanisms += [(str(label), code), (code, code)]
        named = {"services": services, "transfer_mechanisms": mechanisms}
        return {name: {words_of(words): code for words, code in named[name]} for name in named}

    def codes(self, name, text, items=()):
        """The sorted slugs of the labels in ``text``, or in the ``items`` of a JSON list."""
        whole = self.known[name].get(words_of(text))
        labels = items or ([text] if whole else filter(None, _BETWEEN.split(text)))
        return sorted(set(filter(None, (self._code(name, label.strip()) for label in labels))))

    def _code(self, name, label):
        words = words_of(label)
        code = self.known[name].get(words)
        answer = self.made.answers.values.get((name, words), "")
        if code is None and answer == NEW and name == "services":
            code = plain_slug(label)[:50].strip("-_") or words[:50]
            self.made.new_services[code] = label[:120]
        elif code is None and answer in self.known[name].values():
            code = answer
        elif code is None and answer != NONE and words:
            self.made.asked_values[name, words] = label
        return code or ""
