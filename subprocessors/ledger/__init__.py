"""The ledger: who was sent which notice, in time or not, and who confirmed the receipt.

A reading of the outbox, not a table of its own. See docs/decisions/0023-the-ledger.md.
"""
