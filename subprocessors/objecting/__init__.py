"""Objections: taken, dated, answered, closed, and erased when they were kept long enough.

Nothing is sent from here: mails are put into the outbox. Nothing of an objection is public.
"""
