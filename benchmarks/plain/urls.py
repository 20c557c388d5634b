"""The two addresses."""

from django.urls import path

from benchmarks.plain.views import ChangeLog, VendorList

urlpatterns = [path("list/", VendorList.as_view()), path("log/", ChangeLog.as_view())]
