"""The address that customers type: scheme and host, nothing after. Plain Python."""

import ipaddress
import re
from urllib.parse import urlsplit

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")


def public_address(text):
    """``text`` as ``scheme://host`` or ``scheme://host:port``, in lower case.

    Raises ValueError, with a sentence for whoever typed it, for anything that is not the
    http or https address of a whole site.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(_sentence(text)) from None
    beyond = parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or beyond or not _is_host(host):
        raise ValueError(_sentence(text))
    shown = f"[{host}]" if ":" in host else host
    is_usual = port is None or port == {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{shown}" + ("" if is_usual else f":{port}")


def _sentence(text):
    return (
        f"{text!r} is not the address of a site. Write scheme and host only, such as"
        " https://trust.example.com"
    )


def _is_host(host):
    if ":" in host or host.replace(".", "").isdigit():
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
        return True
    return len(host) <= 253 and all(_LABEL.match(label) for label in host.split("."))
