"""A browser without scripts, for portals that run as processes of their own."""

import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

from tests.served import PATIENCE


class Visitor:
    """A browser without scripts, that keeps its cookies."""

    def __init__(self, address):
        self.address = address
        handler = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(handler)

    def get(self, path, form=None):
        """The status, the path arrived at, and the text of a page."""
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            response = self.opener.open(self.address + path, data, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            arrived = urllib.parse.urlsplit(response.url).path
            return response.status, arrived, response.read().decode()

    def sign_in(self, name, password):
        """The status and the path arrived at."""
        return self.send_sign_in(name, password)[:2]

    def send_sign_in(self, name, password):
        """The same, and the text of the page."""
        page = self.get("/admin/login/")[2]
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "username": name, "password": password}
        return self.get("/admin/login/?next=/admin/", form)
