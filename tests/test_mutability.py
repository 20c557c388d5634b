"""Every model is either sealed by triggers or openly mutable; a new one must be put on a list."""

from django.apps import apps

from subprocessors.archive import triggers
from subprocessors.models.acknowledgements import Acknowledgement
from subprocessors.models.outbox import DeliveryAttempt, StoredMessage
from subprocessors.models.publication import Change, Publication, Redaction, Snapshot

IMMUTABLE = {
    Publication,
    Snapshot,
    Change,
    Redaction,
    StoredMessage,
    DeliveryAttempt,
    Acknowledgement,
}
MUTABLE = {
    "AddressAct",
    "AddressTest",
    "Category",
    "Certification",
    "ClientCount",
    "Customer",
    "DayKey",
    "Delivery",
    "Document",
    "HistoricalCategory",
    "HistoricalCertification",
    "HistoricalCustomer",
    "HistoricalDocument",
    "HistoricalNoticeContact",
    "HistoricalPortal",
    "HistoricalService",
    "HistoricalSubprocessor",
    "HistoricalSubprocessor_services",
    "ListImport",
    "Logo",
    "NoticeContact",
    "Objection",
    "ObjectionEvent",
    "Outbox",
    "OutboxEvent",
    "Portal",
    "Service",
    "Subprocessor",
    "Subprocessor_services",
    "Subscriber",
}


def test_every_model_is_on_exactly_one_of_the_two_lists():
    models = apps.get_app_config("subprocessors").get_models(include_auto_created=True)
    listed = [*(model.__name__ for model in IMMUTABLE), *MUTABLE]
    assert sorted(listed) == sorted(model.__name__ for model in models)


def test_the_immutable_models_are_those_whose_tables_are_sealed():
    assert {model._meta.db_table for model in IMMUTABLE} == set(triggers.TABLES)
