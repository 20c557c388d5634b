"""Rows that share a name, as a vendor does that stands once per service, told apart."""

from collections import Counter

from subprocessors.models.register import Subprocessor


def shared(names):
    """Those of ``names`` that occur more than once."""
    return {name for name, count in Counter(names).items() if count > 1}


def shared_on_working_list():
    """The names that several rows of the working list have. One query."""
    return shared(Subprocessor.objects.values_list("name", flat=True))


def told_apart(name, slug, several):
    """``name``, with the slug where it is one of ``several``: "Acme Mail (acme-mail)"."""
    return f"{name} ({slug})" if name in several else name
