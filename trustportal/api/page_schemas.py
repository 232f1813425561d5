"""A page as JSON: what a version holds in each language.

An absent value and an empty one mean the same.
"""

from .json_schema import BOOLEAN, NULL, TEXT, each, list_of, ref, thing

DAYS = {"type": "integer", "minimum": 0}
LANG = each(
    TEXT, "Which of the texts beside it are in a language other than the page's, and in which one"
)
MATERIAL = {
    "enum": ["never", "always"],
    "description": "Whether a change of it is material; without it, one is, but for a value that "
    "is given for the first time or spelt otherwise",
}
PAGE = thing(
    "A page as a reader saw it. Summary, intro and values of facts are Markdown.",
    {
        "summary": TEXT,
        "notice": TEXT,
        "facts": list_of(ref("Fact")),
        "sections": list_of(ref("Section")),
        "list_groups": list_of(
            thing(
                "A heading under which rows with its `list_group_slug` are listed",
                {"intro": TEXT, "lang": LANG},
                slug=TEXT,
                title=TEXT,
            )
        ),
        "filters": list_of(
            thing("What rows can be filtered by", {"flag": BOOLEAN}, key=TEXT, label=TEXT)
        ),
        "card": each({}, "What lists show of the page; its keys depend on the kind"),
        "notice_days": DAYS | {"description": "Of the register: the default of its notice periods"},
        "own_notice_days": {"anyOf": [DAYS, TEXT]}
        | {"description": "The default as the register states it; empty if it states none"},
        "notice_periods": list_of(TEXT),
        "notice_periods_data": list_of(ref("NoticePeriod")),
        "lang": LANG,
    },
    language=TEXT,
    authoritative=TEXT | {"description": "The language that counts if languages differ"},
    title=TEXT,
)
NOTICE_PERIOD = thing(
    "The days of notice of one class of changes",
    {"class": TEXT, "class_code": TEXT, "days": DAYS},
)
FACT = thing(
    "A fact about the whole page",
    {
        "code": TEXT
        | {"description": "The value as a code or an ISO date, the same in every language"},
        "refs": list_of(thing("What the value names", slug=TEXT, name=TEXT)),
        "decided_on": TEXT,
        "material": MATERIAL,
        "zone": TEXT | {"description": "The time zone (IANA) in which a moment was stated"},
        "data": list_of({"type": "object"})
        | {"description": "What a machine reads of a value that is several things"},
        "lang": LANG,
    },
    key=TEXT,
    label=TEXT,
    value=TEXT,
)
COLUMN = thing(
    "A column. Labels may change with releases; keys do not.",
    {
        "event": TEXT | {"description": "What a change of its values is called"},
        "event_code": TEXT,
        "material": MATERIAL,
        "under": TEXT | {"description": "The column below whose value its own stands"},
        "leads": TEXT
        | {
            "description": "Where it has a value, it stands in front of that of the column that "
            "it is `under`; this is then the label of the latter"
        },
        "technical": BOOLEAN | {"description": "The same in every language, never translated"},
        "markdown": BOOLEAN,
    },
    key=TEXT,
    label=TEXT,
)
SECTION = thing(
    "A part of the page: a text, a table, or both",
    {
        "title": TEXT,
        "intro": TEXT,
        "columns": list_of(ref("Column")),
        "rows": list_of(ref("Row")),
        "group": list_of(TEXT) | {"description": "Columns that head a group of rows"},
        "by": TEXT | {"description": "The column by which a row is in this section"},
        "listed": list_of(TEXT) | {"description": "Keys that the page's table shows at first"},
        "lang": LANG,
    },
    key=TEXT,
)
ROW = thing(
    "A row: a value for each column's key. Beside a value may stand its `…_code` (the same in "
    "every language), `…_slug`, `…_url`, `…_id`, and `…_data` (what a machine reads of several "
    "things).",
    {"lang": LANG},
    id=TEXT | {"description": "Stays the same from version to version, however the row is renamed"},
)
ROW["additionalProperties"] = {
    "anyOf": [TEXT, BOOLEAN, {"type": "integer"}, NULL, list_of({"type": ["string", "object"]})]
}
