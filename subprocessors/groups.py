"""The groups under whose headings the list shows its entries, as a version holds them."""

from operator import attrgetter

from trustportal.publishing.fields import Plain, Translated
from trustportal.publishing.rows import assign, written
from trustportal.vocabulary.models import SubprocessorGroup

GROUP = [Plain("slug"), Translated("label", key="title"), Translated("description", key="intro")]


def of_entries(entries, language):
    """Return the groups that entries are in, in their order."""
    groups = {entry.group for entry in entries if entry.group}
    in_order = sorted(groups, key=attrgetter("order", "slug"))
    return [written(GROUP, group, language) for group in in_order]


def restore(data):
    """Create each group of a version that no longer exists; leave the others alone."""
    found = {}
    for language, page in data.items():
        for order, group in enumerate(page.get("list_groups", []), 1):
            found.setdefault((order, group["slug"]), {})[language] = group
    for (order, slug), rows in found.items():
        if not SubprocessorGroup.objects.filter(slug=slug).exists():
            group = SubprocessorGroup(order=order)
            assign(GROUP, group, rows)
            group.save()
