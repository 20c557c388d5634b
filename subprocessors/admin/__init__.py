"""The desk's pages: where legal keeps the list, reviews it and publishes."""

from subprocessors.admin import importing, portal, review, versions, vocabulary, working_list

__all__ = ["importing", "portal", "review", "versions", "vocabulary", "working_list"]
