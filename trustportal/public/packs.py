"""Evidence packs: documents as of the end of a day, the chain, and the means to check it."""

from io import BytesIO

from django.conf import settings
from django.db.models import Max, Q
from django.template.loader import render_to_string
from django.utils import translation

from trustportal.exports.evidence import SCHEMA, Pack
from trustportal.exports.formats import WHOLE, TooLarge
from trustportal.exports.models import Export
from trustportal.language.locales import today
from trustportal.record import canonical
from trustportal.record.models import Version
from trustportal.record.times import end_of

from .answers import public
from .files import edition_of, file_of, file_response, name_of, rendering
from .lookup import shown_version
from .query import Query
from .views import gone

FORMATS = ("pdf", "csv")  # of an evidence pack, besides the JSON that its script checks


def write_pack(file, versions, day, formats=FORMATS, languages=None):
    """Write a pack of versions that were public at the end of a day, as files of that day."""
    pack = Pack(file, day)
    languages = languages or [code for code, _name in settings.LANGUAGES]
    documents = [document_in(pack, version, day, formats, languages) for version in versions]
    chain = [canonical.link(version) for version in chain_to(day, documents)]
    pack.add_json("chain.json", {"schema": SCHEMA, "how": canonical.LINKS, "versions": chain})
    about = {
        "schema": SCHEMA,
        "portal": settings.SITE_URL,
        "publisher": settings.COMPANY_NAME,
        "as_of": day.isoformat(),
        "last_position": chain[-1]["position"] if chain else 0,
        "last_digest": chain[-1]["digest"] if chain else "",
    }
    pack.add_json("manifest.json", about | {"documents": documents})
    for language in languages:
        with translation.override(language):
            text = render_to_string("exports/evidence.txt", about | {"day": day})
            pack.add(f"README.{language}.txt", text.encode())
    pack.close()


def document_in(pack, version, day, formats, languages):
    """Put a version's files into a pack and return what the manifest says of them."""
    keys = ("kind", "slug", "number", "position", "digest", "content_sha256", "published_at")
    header = canonical.link(version)
    document = {key: header[key] for key in keys}
    document |= {"state": state_of(version), "files": [], "left_out": []}
    for format, language in files_of(version, formats, languages):
        add_file(pack, document, version, day, format, language)
    return document


def state_of(version):
    if version.redacted_at:
        return "erased"
    return "withdrawn" if version.withdrawn else "public"


def files_of(version, formats, languages):
    """Yield (format, language) of the files of a version; JSON is for all languages."""
    yield WHOLE, ""
    for format in formats:
        if version.is_readable and format != WHOLE:
            for language in languages:
                yield format, language


def add_file(pack, document, version, day, format, language):
    as_of = day if language else None
    edition, query = edition_of(version, language or settings.LANGUAGE_CODE, day, as_of=as_of)
    about = {"format": format, "language": language}
    try:
        content = file_of(edition, query, format)
    except TooLarge as reason:
        document["left_out"].append(about | {"because": str(reason)})
        return
    name = f"documents/{version.kind}/{version.slug}/{name_of(version, format, language)}"
    document["files"].append({"name": name, **about, "sha256": pack.add(name, content)})


def chain_to(day, documents):
    """Return the headers recorded by the end of a day, and those that the documents stand on."""
    last = max((document["position"] for document in documents), default=0)
    headers = Version.objects.filter(Q(recorded_at__lt=end_of(day)) | Q(position__lte=last))
    return headers.order_by("position").defer("data", "note")


def public_on(day, versions=None):
    """Yield the version of each document that was public at the end of a day, withdrawn ones too.

    Of some versions, or of all.
    """
    if versions is None:
        versions = Version.objects.all()
    shown = versions.filter(published_at__lt=end_of(day)).order_by().values("kind", "slug")
    for page in shown.annotate(number=Max("number")).order_by("kind", "slug"):
        yield Version.objects.get(**page)


def pack_name(day, *more):
    return ".".join(["-".join(["evidence", *more, day.isoformat()]), "zip"])


def zip_response(content, name):
    return file_response(content, "application/zip", name, is_listed=False)


@public
def evidence(request, kind, slug):
    """A document's evidence as of a day, or of today."""
    shown = shown_version(Query(request.GET), Version.objects.of(kind, slug).with_place())
    version, day = shown.version, shown.day or today()
    if not version.is_readable:
        return gone(request, version)
    file = BytesIO()
    with rendering():
        write_pack(file, [version], day)
        content = file.getvalue()
        Export.objects.record(content, version=version, format="zip", as_of=day)
    return zip_response(content, pack_name(day, slug))
