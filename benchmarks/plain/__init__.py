"""What many would write instead: a Django model with history, a list and a log of changes.

Not part of the portal. ``make bench`` serves it beside ours, to compare with.
"""
