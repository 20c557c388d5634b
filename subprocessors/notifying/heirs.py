"""Which contract address has followed another in the end."""

from subprocessors.models.recipients import NoticeContact


def last_heirs():
    """For each contract address that was replaced, the key of the last that followed it.

    One query.
    """
    replaced = NoticeContact.objects.exclude(successor=None)
    following = dict(replaced.values_list("pk", "successor_id"))
    return {pk: _last_heir(pk, following) for pk in following}


def _last_heir(pk, following):
    seen = {pk}
    while (heir := following.get(pk)) is not None and heir not in seen:
        seen.add(heir)
        pk = heir
    return pk
