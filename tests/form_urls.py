"""The portal's addresses, and two public forms as later ones will be, for test_form_pages."""

from django.http import HttpResponse
from django.urls import path

from subprocessors.front.form_pages import FIELD_OF_TOKEN, form_page, form_token
from trustportal.urls import handler403
from trustportal.urls import urlpatterns as of_the_portal

__all__ = ["handler403", "urlpatterns"]


def wish(request, number=1):
    """Shows a form; says what was sent."""
    if request.method == "POST":
        return HttpResponse(f"Sent: {request.POST['wish']}")
    token = form_token(request)
    return HttpResponse(
        f'<form method="post"><input name="{FIELD_OF_TOKEN}" value="{token}"></form>'
    )


urlpatterns = [
    *of_the_portal,
    path("wish/", form_page(wish)),
    path("wish/<int:number>/", form_page(wish)),
]
