"""A page's sections made ready to be read: rows in groups, cells under their columns, filters applied.

Filters stand in the address (`?q=imei&service=APNs`). Rows that do not match stay in the page, marked
hidden, so that the small script can show them at once and the page works the same without it.
"""

from itertools import groupby

from django.utils.translation import gettext as _

from trustportal.record.search import folded

from .selection import Asked, Selection


def context(page, query):
    """Return what a template shows of a page with tables: its sections, and the filters of the address."""
    filters = filters_of(page, query.parameters)
    text = query.text("q")
    sections = sections_of(page, filters, text)
    return {
        "filters": filters,
        "query": text,
        "is_filtered": bool(text) or any(filter["asked"] for filter in filters),
        "sections": sections,
        "count": sum(section["count"] for section in sections),
        "shown": sum(section["shown"] for section in sections),
    }


def selection(page, query, on):
    """Return what a file holds of a page: the rows that a reader sees with the same filters."""
    filters, text = filters_of(page, query.parameters), query.text("q")
    words = folded(text).split()
    sections = [
        section
        | {
            "rows": [
                row
                for row in section.get("rows", [])
                if matches(row, keys_of(section), filters, words)
            ]
        }
        for section in page.get("sections", [])
    ]
    asked = [Asked("q", text, _("Find"), text)] if text else []
    for filter in filters:
        value = query.value(filter["key"])
        if value:
            asked.append(Asked(filter["key"], value, filter["label"], in_words(filter, value)))
    return Selection(page | {"sections": sections}, on, tuple(asked))


def in_words(filter, asked):
    if filter.get("flag"):
        return _("Yes")
    return next((label for value, label, _count in filter["choices"] if value == asked), asked)


def filters_of(page, query):
    """Return the page's filters with their choices, how many rows each has, and what the address asks for."""
    rows = [row for section in page.get("sections", []) for row in section.get("rows", [])]
    return [
        {
            **filter,
            "asked": query.get(filter["key"], ""),
            "choices": choices_of(rows, filter["key"]),
            "count": sum(bool(row.get(filter["key"])) for row in rows),
        }
        for filter in page.get("filters", [])
    ]


def choices_of(rows, key):
    """Return [(value, label, count), …] in the order in which the page has them."""
    found = {}
    for row in rows:
        if row.get(key):
            value = value_of(row, key)
            label, count = found.get(value, (row[key], 0))
            found[value] = (label, count + 1)
    return [(value, label, count) for value, (label, count) in found.items()]


def value_of(row, key):
    """Return what the address calls a row's value: its code or slug where it has one."""
    return str(row.get(f"{key}_code") or row.get(f"{key}_slug") or row.get(key) or "")


def matches(row, columns, filters, words):
    for filter in filters:
        asked = filter["asked"]
        if asked and (
            not row.get(filter["key"])
            if filter.get("flag")
            else value_of(row, filter["key"]) != asked
        ):
            return False
    if not words:
        return True
    text = folded(" ".join(str(row.get(key) or "") for key in columns))
    return all(word in text for word in words)


def keys_of(section):
    return [column["key"] for column in section.get("columns", [])]


def sections_of(page, filters=(), query=""):
    """Return the page's sections with `groups` of rows, and how many rows are shown."""
    words = folded(query).split()
    return [section_of(section, filters, words) for section in page.get("sections", [])]


def section_of(section, filters, words):
    columns = section.get("columns", [])
    own = [
        column
        for column in columns
        if "under" not in column and column["key"] not in section.get("group", [])
    ]
    keys = keys_of(section)
    below = {
        column["key"]: [c for c in columns if c.get("under") == column["key"]] for column in own
    }
    rows = [
        {
            "id": row["id"],
            "shown": matches(row, keys, filters, words),
            "filter_values": [
                (f["key"], value_of(row, f["key"])) for f in filters if row.get(f["key"])
            ],
            "cells": [cell_of(row, column, below[column["key"]]) for column in own],
            "group": [
                (row.get(key, ""), row.get(f"{key}_url", "")) for key in section.get("group", [])
            ],
        }
        for row in section.get("rows", [])
    ]
    return {
        **section,
        "columns": own,
        "count": len(rows),
        "shown": sum(row["shown"] for row in rows),
        "groups": groups_of(rows),
    }


def groups_of(rows):
    """Return groups of neighbouring rows, each with the parts of its heading that are not empty."""
    groups = []
    for _heading, members in groupby(rows, key=lambda row: [name for name, url in row["group"]]):
        members = list(members)
        groups.append(
            {
                "heading": [(name, url) for name, url in members[0]["group"] if name],
                "rows": members,
                "shown": any(row["shown"] for row in members),
            }
        )
    return groups


def cell_of(row, column, below):
    key = column["key"]
    return {
        "label": column["label"],
        "value": row.get(key),
        "url": row.get(f"{key}_url", ""),
        "lang": row.get("lang", {}).get(key, ""),
        "below": [cell_of(row, under, []) for under in below if row.get(under["key"])],
    }
