"""Every page of the desk. Importing this puts them on the site; ``apps`` does."""

from subprocessors.admin import importing, portal, review, versions, vocabulary, working_list

__all__ = ["importing", "portal", "review", "versions", "vocabulary", "working_list"]
