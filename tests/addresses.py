"""Every public address, from the URLconf: what is added there is tested without a list here."""

import re
from itertools import product

from django.conf import settings
from django.urls import LocalePrefixPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import translation

from incidents.formats import statuspage
from trustportal.language.locales import today
from trustportal.public.kinds import kinds

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
PRIVATE = ("admin/",)
# What the fixtures of these names publish: apple, security, register and one of its entries.
SLUGS = {
    "vendor": ["apple"],
    "page": ["data-security"],
    "register": ["subprocessors"],
    "": ["lakeside-mail"],
}
QUICK = ("json", "csv", "md")  # to write and to read, of all formats of a file


def routes(patterns=None, before="/", defaults=None):
    """Yield (route with parameters, arguments added by the URLconf) of every public pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        part = pattern.pattern
        if isinstance(part, LocalePrefixPattern):
            starts = []
            for language, _name in settings.LANGUAGES:
                with translation.override(language):
                    starts.append(part.language_prefix)
        else:
            assert isinstance(part, RoutePattern), f"{part!r}: teach this function to read it"
            starts = [str(part)]
        for start in starts:
            route = before + start
            if route.removeprefix("/") in PRIVATE:
                continue
            if isinstance(pattern, URLResolver):
                yield from routes(
                    pattern.url_patterns, route, {**(defaults or {}), **pattern.default_kwargs}
                )
            else:
                yield route, {**(defaults or {}), **pattern.default_args}


def addresses(slugs, numbers=(1,), formats=QUICK):
    """Yield every public address, with these slugs, version numbers and formats in it.

    Slugs are {kind: [slug, …]}; under "" stand those of what is not a document.
    """
    for route, arguments in routes():
        names = PARAMETER.findall(route)
        names_of_kinds = [arguments["kind"]] if "kind" in arguments else list(kinds())
        choices = []
        for converter, name in names:
            if converter == "slug" and name == "slug":
                choices.append([slug for kind in names_of_kinds for slug in slugs.get(kind, [])])
            elif converter == "slug":
                choices.append(slugs.get("", ["nothing"]))
            elif converter == "path":
                choices.append(list(statuspage.ANSWERS))
            elif converter == "format":
                choices.append(formats)
            elif converter == "paper":
                choices.append(["docx"])
            elif converter == "year":
                choices.append([today().year])
            else:
                assert converter == "number", (
                    f"{route}: say here what can stand for <{converter}:{name}>"
                )
                choices.append(numbers)
        for values in product(*choices):
            rest = iter(values)
            yield PARAMETER.sub(lambda match, rest=rest: str(next(rest)), route)
