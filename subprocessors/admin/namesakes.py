"""Add the slug to a name that several rows have, such as a vendor listed once per service."""

from collections import Counter

from subprocessors.models.register import Subprocessor


def repeated_names(names):
    """Those of ``names`` that occur more than once."""
    return {name for name, count in Counter(names).items() if count > 1}


def repeated_names_on_working_list():
    """The names that several rows of the working list have. One query."""
    return repeated_names(Subprocessor.objects.values_list("name", flat=True))


def name_with_slug(name, slug, several):
    """``name``, with the slug where it is one of ``several``: "Acme Mail (acme-mail)"."""
    return f"{name} ({slug})" if name in several else name
