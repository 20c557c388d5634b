"""One table, and its history by django-simple-history."""

from django.db import models
from simple_history.models import HistoricalRecords


class Vendor(models.Model):
    """A sub-processor, with the fields that most published lists have."""

    name = models.CharField(max_length=200)
    purpose = models.TextField()
    data_categories = models.TextField()
    location = models.CharField(max_length=200)
    transfer_mechanism = models.CharField(max_length=200)
    website = models.URLField()
    effective_on = models.DateField()
    notes = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
