"""The archive's core: rows, changes, digests, triggers. Plain Python, no Django."""
