"""The list in a frame on a page of another site."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.urls import reverse

from subprocessors.presenting import questions
from subprocessors.views.frame import framed
from subprocessors.views.lists import parts_answering, whole_page


def embedded_list(request, moment):
    """What is announced and the table, as on the page of the list, to which its end leads.

    ``?service=`` is the list of one service; ``?look=light`` keeps it light in a dark room. 400
    for a question that cannot be put to the list.
    """
    shown, address = moment.shown, reverse("list")
    context = {
        "canonical": settings.PUBLIC_URL + address,
        "full_list": address,
        "is_light": request.GET.get("look") == "light",
    }
    if shown is not None:
        try:
            question = questions.Question.of(request.GET, shown)
        except questions.NotAsked as error:
            raise BadRequest("Bad Request") from error
        if question.service and not question.unknown:
            context["full_list"] = f"{address}?{urlencode({'service': question.service})}"
        context |= {
            "asked": question.parts(shown),
            "question": question,
            **parts_answering(question, whole_page(shown), shown),
        }
    return framed(request, "subprocessors/embed.html", context, shown=shown, face=moment.face)
