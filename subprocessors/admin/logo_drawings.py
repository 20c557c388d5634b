"""A logo in SVG: kept as it is where it draws, and does nothing else.

Browsers show it as an image, in which no script runs and nothing is fetched, and its own address
forbids both. What could do either is refused all the same: it has no place in a logo, and the
file may be opened elsewhere.
"""

import re
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from subprocessors.admin.logo_pictures import is_about_square

_SVG = "{http://www.w3.org/2000/svg}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
#: Elements of a page, or of a script, by their names in any namespace.
_SCRIPTS, _FOREIGN = frozenset({"script", "handler", "listener"}), frozenset({"foreignobject"})
_LINKS = frozenset({"href", "src", "data", "action", "formaction"})
_ANIMATED = frozenset({"animate", "animatetransform", "animatemotion", "set"})
#: Links that lead nowhere: to a part of the drawing, or to a picture inside it.
_INSIDE = re.compile(r"\s*(#|data:image/(png|jpeg|gif|webp)[;,]|$)", re.IGNORECASE)
_URL = re.compile(r"""url\(\s*["']?([^"')]*)""", re.IGNORECASE)
#: What fetches by other words than url(): CSS Images 4, CSS Values 5.
_FETCHES = re.compile(r"@import|image-set\(|\bsrc\(|\bimage\(", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_STYLESHEET = re.compile(r"<\?xml-stylesheet", re.IGNORECASE)
_ENCODING = re.compile(r"""\A\s*<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)""")
_DECLARES = re.compile(r"<!(ENTITY|ATTLIST|ELEMENT|NOTATION)", re.IGNORECASE)
_NUMBER = re.compile(r"[\d.]+")


def checked_drawing(content):
    """Whether the SVG ``content`` (bytes) is about square.

    Raises ValidationError, with what it holds, for one that does more than draw.
    """
    root = _parsed(content)
    for element in root.iter():
        _refuse_element(element)
        for name, value in element.attrib.items():
            _refuse_attribute(name, value)
        if _local(element.tag) == "style":
            _refuse_style("".join(element.itertext()))
    return _is_about_square(root)


def _parsed(content):
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(_("is not written in UTF-8")) from error
    encoding = _ENCODING.match(text)
    if encoding and encoding[1].lower() not in {"utf-8", "us-ascii"}:
        raise _refused(_("is not written in UTF-8"))
    if _STYLESHEET.search(text):
        raise _refused(_("takes a style sheet from outside"))
    if _DECLARES.search(text):
        raise _refused(_("declares entities or attributes of its own"))
    try:
        root = fromstring(text)
    except DefusedXmlException as error:
        raise _refused(_("declares entities or attributes of its own")) from error
    except (ParseError, ValueError) as error:
        raise _refused(_("is broken: not all of it can be read")) from error
    if root.tag != f"{_SVG}svg":
        raise _refused(_("is no SVG"))
    return root


def _refused(why):
    words = _("The logo %(why)s. Export it again without that, or choose a PNG.")
    return ValidationError(words % {"why": why})


def _local(name):
    """The name without its namespace, in lower case."""
    return str(name).rpartition("}")[2].lower()


def _refuse_element(element):
    name = _local(element.tag)
    if name in _SCRIPTS:
        raise _refused(_("holds a script"))
    if name in _FOREIGN or str(element.tag).startswith(_XHTML):
        raise _refused(_("holds a piece of a web page (foreignObject)"))
    animated = _local(element.get("attributeName", "").rpartition(":")[2])
    if name in _ANIMATED and (animated in _LINKS or animated.startswith("on")):
        raise _refused(_("changes a link while it is shown"))


def _refuse_attribute(name, value):
    if name == _XML_BASE:
        raise _refused(_("has a link to something outside it"))
    name = _local(name)
    if name.startswith("on"):
        raise _refused(_("holds a script (%(name)s)") % {"name": name[:40]})
    if name in _LINKS and not _INSIDE.match(value):
        raise _refused(_("has a link to something outside it"))
    _refuse_style(value)


def _refuse_style(text):
    """Refuses what a style, or an attribute that is one, would fetch."""
    text = _ESCAPE.sub(_unescaped, _COMMENT.sub("", text))
    if _FETCHES.search(text) or not all(_INSIDE.match(url) for url in _URL.findall(text)):
        raise _refused(_("has a link to something outside it"))


def _unescaped(found):
    code = int(found[1], 16) if found[1] else 0
    return (chr(code) if 0 < code <= 0x10FFFF else "\ufffd") if found[1] else found[2]


def _is_about_square(root):
    numbers = [float(one) for one in _NUMBER.findall(root.get("viewBox", "")) if one.strip(".")]
    if len(numbers) != 4 or not all(numbers[2:]):
        return False
    return is_about_square(*numbers[2:])
