"""The only way into public view: from the working list to a sealed publication.

``prepare`` drafts what the next publication would be; ``publish`` seals it.
"""

from subprocessors.publishing.decisions import Decisions, ShortNotice
from subprocessors.publishing.draft import Draft
from subprocessors.publishing.drafting import prepare
from subprocessors.publishing.refusals import (
    NothingToPublish,
    NotPublishable,
    Problem,
    ReviewOutdated,
)
from subprocessors.publishing.sealing import publish

__all__ = [
    "Decisions",
    "Draft",
    "NotPublishable",
    "NothingToPublish",
    "Problem",
    "ReviewOutdated",
    "ShortNotice",
    "prepare",
    "publish",
]
