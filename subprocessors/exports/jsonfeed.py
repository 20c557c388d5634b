"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). Plain Python."""

CONTENT_TYPE = "application/feed+json; charset=utf-8"


def feed_data(*, title, home_page_url, feed_url, description, language, author, items):
    """A feed as plain values. ``items`` are those that ``item_data`` gives, newest first."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home_page_url,
        "feed_url": feed_url,
        "description": description,
        "language": language,
        **({"authors": [{"name": author}]} if author else {}),
        "items": items,
    }


def item_data(*, id, url, title, content_html, published, modified, extension):
    """One item. ``published`` and ``modified`` are aware datetimes.

    ``extension`` holds what the specification has no name for; it goes under "_publication".
    """
    return {
        "id": id,
        "url": url,
        "title": title,
        "content_html": content_html,
        "date_published": published.isoformat(),
        "date_modified": modified.isoformat(),
        "_publication": extension,
    }
