"""The models, a room per idea. Import the room, not this package."""

from subprocessors.models.acknowledgements import Acknowledgement
from subprocessors.models.address_acts import AddressAct
from subprocessors.models.form_clients import ClientCount, DayKey
from subprocessors.models.list_import import ListImport
from subprocessors.models.named_links import Certification, Document
from subprocessors.models.objections import AddressTest, Objection, ObjectionEvent
from subprocessors.models.outbox import Delivery, DeliveryAttempt, StoredMessage
from subprocessors.models.outbox_events import Outbox, OutboxEvent
from subprocessors.models.portal import Logo, Portal
from subprocessors.models.publication import Change, Publication, Redaction, Snapshot
from subprocessors.models.recipients import Customer, NoticeContact, Subscriber
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service

__all__ = [
    "Acknowledgement",
    "AddressAct",
    "AddressTest",
    "Category",
    "Certification",
    "Change",
    "ClientCount",
    "Customer",
    "DayKey",
    "Delivery",
    "DeliveryAttempt",
    "Document",
    "ListImport",
    "Logo",
    "NoticeContact",
    "Objection",
    "ObjectionEvent",
    "Outbox",
    "OutboxEvent",
    "Portal",
    "Publication",
    "Redaction",
    "Service",
    "Snapshot",
    "StoredMessage",
    "Subprocessor",
    "Subscriber",
]
