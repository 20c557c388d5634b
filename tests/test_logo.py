"""The logo that somebody chooses on the desk: what is kept of it, and what is refused, and why."""

import io
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from subprocessors.models.portal import Logo
from tests.pages import opened
from tests.publications import a_row, publish_rows
from tests.stories import make_person, make_portal

pytestmark = pytest.mark.django_db

XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@pytest.fixture(autouse=True)
def _publisher(client):
    make_portal()
    client.force_login(make_person("paula", "Publisher"))


def choose(client, content, name="logo.svg"):
    """What the form says of the file: "" where it was taken."""
    address = "/admin/subprocessors/portal/1/change/"
    form = client.get(address).context["adminform"].form
    shown = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    shown["logo_file"] = SimpleUploadedFile(name, content)
    response = client.post(address, {key: one for key, one in shown.items() if one is not False})
    if response.status_code == 302:
        return ""
    return " ".join(response.context["adminform"].form.errors["logo_file"])


def picture(width=40, height=40, kind="PNG", mode="RGB", colour="red", **options):
    file = io.BytesIO()
    Image.new(mode, (width, height), colour).save(file, kind, **options)
    return file.getvalue()


def kept():
    """The logo as it is kept, opened."""
    return Image.open(io.BytesIO(bytes(Logo.objects.get().content)))


def svg(inside="", attributes='viewBox="0 0 50 10"'):
    return f"<svg {XMLNS} {attributes}>{inside}</svg>".encode()


def test_a_png_is_written_anew_without_what_was_written_into_it(client):
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Jane Doe")
    content = picture(pnginfo=words, icc_profile=b"of a camera", dpi=(300, 300))
    assert choose(client, content + b"<script>alert(1)</script>") == ""
    logo = Logo.objects.get()
    assert logo.content_type == "image/png"
    assert b"Jane" not in bytes(logo.content)
    assert b"camera" not in bytes(logo.content)
    assert b"script" not in bytes(logo.content)
    assert kept().info == {}
    assert kept().convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_a_photograph_stands_as_its_camera_meant_it_and_says_nothing_of_where_it_was_taken(client):
    turned = Image.Exif()
    turned[0x0112] = 6  # turn it by 90 degrees
    turned[0x010E] = "Garden of Jane Doe"
    content = picture(40, 20, "JPEG", exif=turned, comment=b"Jane Doe")
    assert choose(client, content, "logo.jpg") == ""
    assert kept().size == (20, 40)
    assert not kept().getexif()
    assert b"Jane" not in bytes(Logo.objects.get().content)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_any_colours_is_taken(client, mode):
    assert choose(client, picture(mode=mode, colour=None)) == ""
    assert kept().size == (40, 40)


def test_what_is_transparent_stays_so(client):
    flat = Image.new("P", (40, 40))
    flat.putpalette([255, 0, 0, 0, 255, 0])
    file = io.BytesIO()
    flat.save(file, "PNG", transparency=0)
    assert choose(client, file.getvalue()) == ""
    assert kept().convert("RGBA").getpixel((5, 5))[3] == 0


def test_a_logo_of_too_many_pixels_is_refused_before_it_is_decoded(client, monkeypatch):
    bomb = picture(8000, 5000, mode="1", colour=0)  # 40 megapixels in some kilobytes
    assert len(bomb) < 10_000

    def decoded(*_arguments):
        raise AssertionError("it was decoded")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", decoded)
    assert choose(client, bomb) == (
        "The logo is 8000 x 5000 pixels. At most 2000 a side are taken. Make it smaller."
    )
    monkeypatch.undo()
    assert choose(client, picture(2000, 10, mode="1", colour=0)) == ""
    assert "2001 x 10" in choose(client, picture(2001, 10, mode="1", colour=0))


def test_a_head_that_claims_more_pixels_than_there_can_be_is_refused(client):
    bomb = bytearray(picture())
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    bomb[29:33] = zlib.crc32(bomb[12:29]).to_bytes(4, "big")
    assert "At most 2000 a side are taken." in choose(client, bytes(bomb))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (picture()[:60], "is broken"),
        (picture(kind="JPEG")[:300], "is broken"),
        (b"\x89PNG\r\n\x1a\n<script>", "is broken"),
        (b"<html><script>alert(1)</script>", "is neither SVG, PNG nor JPEG"),
        (b"GIF89a", "is neither SVG, PNG nor JPEG"),
        (b"", "empty"),
        (b"<svg" + b" " * 200_001, "at most 200000 are allowed"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(client, content, why):
    assert why in choose(client, content, "logo.png")
    assert not Logo.objects.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (svg("<script>alert(1)</script>"), "holds a script"),
        (svg('<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>'), "holds a script"),
        (svg('<rect onclick="alert(1)"/>'), "holds a script (onclick)"),
        (svg(attributes='ONLOAD="alert(1)"'), "holds a script (onload)"),
        (svg("<foreignObject><p>Words</p></foreignObject>"), "a piece of a web page"),
        (svg('<x:iframe xmlns:x="http://www.w3.org/1999/xhtml"/>'), "a piece of a web page"),
        (svg('<image href="https://tracker.example/x.png"/>'), "has a link to something outside"),
        (svg('<use xlink:href="//cdn.example/x.svg#a"/>'), "has a link to something outside"),
        (svg('<image href="data:image/svg+xml,x"/>'), "has a link to something outside"),
        (svg('<a href="javascript:alert(1)"/>'), "has a link to something outside"),
        (svg(attributes='xml:base="https://x.example/"'), "has a link to something outside"),
        (svg('<set attributeName="href" to="javascript:x"/>'), "changes a link"),
        (svg('<animate attributeName="xlink:href" values="x"/>'), "changes a link"),
        (svg("<style>@import 'https://x.example/s.css';</style>"), "has a link to something"),
        (svg("<style>@\\69mport 'https://x.example/s.css';</style>"), "has a link to something"),
        (svg("<style>p{fill:u\\72l(https://x.example/)}</style>"), "has a link to something"),
        (svg("<style><![CDATA[p{fill:url(//x.example/)}]]></style>"), "has a link to something"),
        (svg("<style>p{fill:image-set('//x.example/' 1x)}</style>"), "has a link to something"),
        (svg('<rect fill="url( &quot;https://x.example/#a&quot;)"/>'), "has a link to something"),
        (svg('<rect style="fill:url(x.svg#a)"/>'), "has a link to something outside it"),
        (b'<?xml version="1.0"?><?xml-stylesheet href="//x.example"?>' + svg(), "a style sheet"),
        (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("&a;"), "entities"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("&a;"), "declares entities"),
        (b'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "x()">]>' + svg(), "declares entities"),
        (b'<?xml version="1.0" encoding="utf-7"?>' + svg(), "is not written in UTF-8"),
        (b"<svg \xff", "is not written in UTF-8"),
        (svg()[:-3], "is broken"),
        (b"<svg/>", "is no SVG"),
        (b'<?xml version="1.0"?><html/>', "is no SVG"),
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused_with_the_reason(client, content, why):
    said = choose(client, content)
    assert why in said, said
    assert said.startswith("The logo ")
    assert not Logo.objects.exists()


DRAWN = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- Made by a program -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 24 24">
<metadata><cc xmlns="http://creativecommons.org/ns#" resource="https://example.com/"/></metadata>
<style>.a { fill: url(#g); } /* see https://example.com */</style>
<linearGradient id="g"/><g id="one" class="a" style="clip-path: url('#c')"/>
<use xlink:href="#one"/><image href="data:image/png;base64,iVBO"/>
</svg>"""


def test_a_drawing_that_only_draws_is_kept_as_it_is(client):
    assert choose(client, b"\xef\xbb\xbf" + DRAWN) == ""
    logo = Logo.objects.get()
    assert bytes(logo.content) == DRAWN
    assert logo.content_type == "image/svg+xml"


def icons(client):
    publish_rows([a_row("acme")], number=1, published_at="2026-11-02")
    page = opened(client, "/subprocessors/")
    rels = ("icon", "apple-touch-icon")
    return [page.one(f"link[@rel='{rel}']").get("href") for rel in rels]


def test_a_square_picture_is_the_icon_of_the_pages_and_of_a_phone(client):
    choose(client, picture(64, 60, mode="RGBA", colour=(0, 0, 0, 0)))
    logo = Logo.objects.get()
    small, large = icons(client)
    assert small == f"/logo-{logo.digest}"
    assert large == f"/touch-icon-{logo.touch_digest}.png"
    response = client.get(large)
    assert response.headers["Content-Type"] == "image/png"
    assert "immutable" in response.headers["Cache-Control"]
    icon = Image.open(io.BytesIO(response.content))
    assert (icon.size, icon.getpixel((90, 90))) == ((180, 180), (255, 255, 255))
    assert client.get(f"/touch-icon-{'0' * 64}.png").status_code == 404


def test_a_square_drawing_is_the_icon_of_the_pages_alone(client):
    choose(client, DRAWN)
    assert icons(client) == [f"/logo-{Logo.objects.get().digest}", "/static/apple-touch-icon.png"]


@pytest.mark.parametrize("content", [picture(90, 40), svg(), svg(attributes='viewBox="0 0 x 9"')])
def test_a_wide_logo_or_none_leaves_our_own_icons(client, content):
    choose(client, content)
    assert icons(client) == ["/static/favicon.svg", "/static/apple-touch-icon.png"]


@pytest.mark.parametrize("colour", ["red; }", "#fff", "red", "#12345g"])
def test_an_accent_that_is_no_colour_is_refused(client, colour):
    address = "/admin/subprocessors/portal/1/change/"
    form = client.get(address).context["adminform"].form
    shown = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    shown = {key: one for key, one in shown.items() if one is not False}
    page = client.post(address, {**shown, "accent": colour})
    said = page.context["adminform"].form.errors["accent"]
    assert "Write a colour such as #1d4ed8." in said
    page = client.post(
        address, {**shown, "accent": "#ffd400", "accent_dark": "#9db8ff"}, follow=True
    )
    [warning] = [str(one) for one in page.context["messages"] if one.level_tag == "warning"]
    assert warning.startswith("#ffd400 on white has a contrast of 1.4 to 1, and text needs 4.5.")
