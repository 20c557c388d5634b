"""The desk under /admin/, the front room everywhere else."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("subprocessors.urls")),
]

handler400 = "subprocessors.views.errors.bad_request"
handler403 = "subprocessors.views.errors.forbidden"
handler404 = "subprocessors.views.errors.not_found"
handler500 = "subprocessors.views.errors.server_error"
