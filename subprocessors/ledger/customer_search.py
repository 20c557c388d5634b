"""Finding customers by name or reference, without accents and case, among very many."""

from django.db.models import F, Func, IntegerField, Q
from django.db.models.functions import Concat, Length

from subprocessors.models.recipients import Customer
from subprocessors.presenting.questions import without_accents


class OctetLength(Func):
    """How many bytes a text has in UTF-8: more than characters where not all are ASCII."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        """``octet_length`` came with SQLite 3.43 only."""
        template = "LENGTH(CAST(%(expressions)s AS BLOB))"
        return self.as_sql(compiler, connection, template=template, **context)


def customers_with(words):
    """The Customers (a queryset) in whose name or reference each of ``words`` stands. One query.

    The database looks through what is ASCII, and compares without case; what is not is read here,
    as databases differ in the letters that they take for the same.
    """
    terms = without_accents(words).split()
    texts = Concat("name", "reference")
    beyond = Customer.objects.annotate(octets=OctetLength(texts), letters=Length(texts))
    beyond = beyond.exclude(octets=F("letters")).order_by()
    keys = [
        pk
        for pk, name, reference in beyond.values_list("pk", "name", "reference").iterator()
        if all(term in without_accents(f"{name}\n{reference}") for term in terms)
    ]
    plain = Q()
    for term in terms:
        plain &= Q(name__icontains=term) | Q(reference__icontains=term)
    return Customer.objects.filter(plain | Q(pk__in=keys)).order_by()
