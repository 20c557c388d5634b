"""Subscriptions by mail: asked for, confirmed, changed, left; what is kept of them, and erased.

Nothing is sent from here: mails are put into the outbox.
"""
