"""The portal's addresses, and one that writes to a full disk, for test_storage_faults."""

from pathlib import Path

from django.urls import path

from trustportal.urls import handler500
from trustportal.urls import urlpatterns as of_the_portal

__all__ = ["handler500", "urlpatterns"]


def save(request):
    """Writes as whatever is saved does, where nothing can be written any more."""
    with Path("/dev/full").open("w") as file:
        file.write("x")


urlpatterns = [path("save/", save), *of_the_portal]
