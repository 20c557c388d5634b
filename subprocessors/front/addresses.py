"""Addresses of ours as others write them: whole, with the portal's public address before."""

from django.conf import settings
from django.urls import reverse


def absolute(name, *args):
    """The public address of the page or file that is called ``name`` in ``urls``."""
    return settings.PUBLIC_URL + reverse(name, args=args)
