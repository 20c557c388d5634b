"""Pages as a browser parses them."""

import html5lib


class Page:
    """A parsed page; elements are those of xml.etree, without namespaces."""

    def __init__(self, response):
        self.response = response
        self.source = response.content.decode()
        self.tree = html5lib.parse(self.source, namespaceHTMLElements=False)

    @property
    def text(self):
        """All that is read in the body, spaces squeezed."""
        return words(self.tree.find("body"))

    def all(self, path):
        """The elements at an ElementTree path."""
        return self.tree.findall(f".//{path}")

    def one(self, path):
        """The only element at an ElementTree path."""
        (found,) = self.all(path)
        return found

    def by_id(self, name):
        """The only element with this id."""
        return self.one(f"*[@id='{name}']")

    def of_class(self, name):
        """The elements that have this class."""
        return [e for e in self.tree.iter() if name in e.get("class", "").split()]


def words(element):
    """The text of an element, spaces squeezed."""
    return " ".join("".join(element.itertext()).split())


def opened(client, address, **data):
    """The page at ``address``, parsed."""
    return Page(client.get(address, data))
