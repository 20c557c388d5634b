"""Notices: who is told of a publication, what the message says, and how it leaves.

Made from sealed publications alone. See docs/decisions/0020-the-outbox.md.
"""
