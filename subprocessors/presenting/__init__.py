"""What the front room shows, worked out from the archive: the list, the log, one row, two days.

Nothing here answers a request; ``views``, ``feeds`` and ``exports`` do.
"""
