"""The answers of the JSON addresses.

Keys are only ever added: no object is closed to others.
"""

from incidents.formats.statuspage import COMPONENT, SEVERITIES
from trustportal.exports.json import SCHEMA
from trustportal.record.canonical import FORMAT

from .json_schema import (
    BOOLEAN,
    DIGEST,
    KIND,
    MOMENT,
    NULL,
    NUMBER,
    SLUG,
    TEXT,
    URL,
    each,
    list_of,
    or_null,
    ref,
    thing,
)
from .page_schemas import COLUMN, FACT, NOTICE_PERIOD, PAGE, ROW, SECTION

TEXTS = each(TEXT, "A text by language")
NEXT = or_null(
    URL | {"description": "The address of the next page of this list; null after the last"}
)

# The record

PROOF = thing(
    "A version's place in the record. `digest` is the SHA-256 of the canonical JSON (RFC 8785) "
    "of all keys but itself and `redacted_…`.",
    {
        "redacted_at": MOMENT | {"description": "When its content was erased"},
        "redacted_because": TEXT | {"description": "Why its content was erased"},
    },
    format={"const": FORMAT},
    position=NUMBER | {"description": "Counts all versions of the site"},
    uuid={"type": "string", "format": "uuid"},
    kind=KIND,
    slug=SLUG,
    number=NUMBER | {"description": "Counts the versions of one page"},
    withdrawn=BOOLEAN
    | {"description": "The page was taken off the site; this version has no content"},
    material=BOOLEAN
    | {"description": "False if nothing material changed, as in a correction or with more details"},
    published_at=MOMENT,
    recorded_at=MOMENT | {"description": "Later than published_at for history from elsewhere"},
    content_sha256=DIGEST,
    previous={
        "type": "string",
        "pattern": "^([0-9a-f]{64})?$",
        "description": "The digest of the position before",
    },
    digest=DIGEST,
)
VERSION = thing(
    "A whole version: all languages, and everything that its hashes are computed from",
    schema={"const": SCHEMA},
    version=ref("Proof"),
    content=thing(
        "`content_sha256` is the SHA-256 of its canonical JSON (RFC 8785)",
        salt={"type": "string", "pattern": "^([0-9a-f]{32})?$"},
        note=TEXTS | {"description": "By language: what changed and why"},
        source=TEXT | {"description": "Where history from elsewhere comes from; else empty"},
        data=each(ref("Page"), "The page by language; empty if it was withdrawn or erased"),
    ),
)
PAGE_HISTORY = thing(
    "The versions of a page, newest first",
    versions=list_of(
        thing(
            "A version without its content",
            version=ref("Proof"),
            note=TEXTS,
            source=TEXT,
            url=URL,
            json=URL,
        )
    ),
    next=NEXT,
)
CHAIN = thing("The whole record, oldest first", how=TEXT, versions=list_of(ref("Proof")), next=NEXT)
DOCUMENTS = thing(
    "Public pages, by kind and slug",
    documents=list_of(
        thing(
            "A public page and its addresses",
            kind=KIND,
            slug=SLUG,
            title=TEXT,
            number=NUMBER | {"description": "Of its newest version"},
            position=NUMBER,
            published_at=MOMENT,
            digest=DIGEST
            | {"description": "Changes when, and only when, a new version is published"},
            url=URL | {"description": "The page, to read"},
            json=URL | {"description": "Its newest version"},
            history=URL | {"description": "All its versions"},
        )
    ),
    next=NEXT,
)

# Feeds

FEED = thing(
    "A JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)",
    version={"const": "https://jsonfeed.org/version/1.1"},
    title=TEXT,
    home_page_url=URL,
    feed_url=URL,
    language=TEXT,
    authors=list_of(thing("The publisher", name=TEXT)),
    items=list_of(ref("FeedItem")),
)
FEED_ITEM = thing(
    "A version, or an update of an incident",
    {"date_modified": MOMENT},
    id={"type": "string", "format": "uri"},
    url=URL,
    title=TEXT,
    content_text=TEXT,
    date_published=MOMENT,
    tags=list_of(KIND),
    _trustportal=thing(
        "Where it is in the record",
        {"material": BOOLEAN},
        about=URL,
        position=NUMBER,
        digest=DIGEST,
    ),
)

# Statuspage's shape

TIME = or_null(MOMENT)
ID = {"type": "string", "pattern": "^[0-9a-f]{12}$"}
STATUS_PAGE = thing("This portal", id=ID, name=TEXT, url=URL, time_zone=TEXT, updated_at=MOMENT)
STATUS = thing(
    "The most severe open incident", indicator=or_null({"enum": list(SEVERITIES)}), description=TEXT
)
COMPONENT_OF_STATUS = thing(
    "A product",
    id=ID,
    name=TEXT,
    status=or_null({"enum": list(COMPONENT.values())}),
    created_at=MOMENT,
    updated_at=MOMENT,
    position=NUMBER,
    description=or_null(TEXT),
    showcase=BOOLEAN,
    start_date=TIME,
    group_id=or_null(ID),
    page_id=ID,
    group=BOOLEAN,
    only_show_if_degraded=BOOLEAN,
)
STATUS_WORD = or_null(
    {"enum": ["investigating", "identified", "monitoring", "resolved", "postmortem"]}
)
INCIDENT = thing(
    "An incident",
    id=ID,
    name=TEXT,
    status=STATUS_WORD,
    created_at=MOMENT,
    updated_at=MOMENT,
    monitoring_at=TIME,
    resolved_at=TIME,
    impact=or_null({"enum": list(SEVERITIES)}),
    shortlink=URL,
    started_at=TIME,
    page_id=ID,
    incident_updates=list_of(ref("StatusUpdate")),
    components=list_of(ref("StatusComponent")),
)
UPDATE = thing(
    "An update of an incident",
    id=ID,
    status=STATUS_WORD,
    body=TEXT,
    incident_id=ID,
    created_at=MOMENT,
    updated_at=MOMENT,
    display_at=MOMENT,
    affected_components=NULL,
    deliver_notifications=BOOLEAN,
    custom_tweet=NULL,
    tweet_id=NULL,
)

PROBLEM = thing(
    "What is wrong (RFC 9457)",
    status={"type": "integer"},
    detail=TEXT | {"description": "A sentence for people"},
)

SCHEMAS = {
    "Proof": PROOF,
    "Version": VERSION,
    "Page": PAGE,
    "NoticePeriod": NOTICE_PERIOD,
    "Fact": FACT,
    "Section": SECTION,
    "Column": COLUMN,
    "Row": ROW,
    "PageHistory": PAGE_HISTORY,
    "Chain": CHAIN,
    "Documents": DOCUMENTS,
    "Feed": FEED,
    "FeedItem": FEED_ITEM,
    "StatusPage": STATUS_PAGE,
    "Status": STATUS,
    "StatusComponent": COMPONENT_OF_STATUS,
    "StatusIncident": INCIDENT,
    "StatusUpdate": UPDATE,
    "Problem": PROBLEM,
}
