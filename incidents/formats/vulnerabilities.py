"""What a CSAF document says of products, versions and vulnerabilities, as far as it was stated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from trustportal.record.reader import Fact, Page
from trustportal.record.rows import Data

from ..affected import VersionRange, ranges_in
from ..identifiers import identifiers_in, lines_of
from ..reader import UNKNOWN

# [title](https://…) or <https://…>, in Markdown.
LINK = re.compile(
    r"\[(?P<title>[^\]]+)\]\((?P<url>https?://[^)\s]+)[^)]*\)|<(?P<bare>https?://[^>\s]+)>"
)
AFFECTED, FIXED = "known_affected", "fixed"


@dataclass(frozen=True)
class Product:
    """A product, or some versions of it, as the product tree names it."""

    id: str
    name: str
    versions: VersionRange | None = None
    status: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.versions.text}" if self.versions else self.name

    @property
    def is_branch(self) -> bool:
        return bool(self.versions and self.versions.constraints)

    @property
    def named(self) -> Data:
        return {"name": self.full_name, "product_id": self.id}


def with_vulnerabilities(document: Data, page: Page) -> Data:
    """Return a document with what the page says of products and vulnerabilities."""
    products = products_of(page)
    found = vulnerabilities(page, products)
    credits = fact_of(page, "credits")
    if credits:
        thanks = {"acknowledgments": [{"summary": credits.value}]}
        # Of several vulnerabilities nobody said who found which.
        (found[0] if len(found) == 1 else document["document"]).update(thanks)
    parts = {"product_tree": product_tree(products), "vulnerabilities": found}
    return document | {key: part for key, part in parts.items() if part}


def fact_of(page: Page, key: str) -> Fact | None:
    for fact in page.facts:
        if fact.key == key and fact.code != UNKNOWN:
            return fact
    return None


def links_in(page: Page) -> Iterator[Data]:
    """Yield the addresses that the references and the original report are at, as references."""
    for key in ("references", "original"):
        fact = fact_of(page, key)
        for link in LINK.finditer(fact.value if fact else ""):
            url = link["url"] or link["bare"]
            summary = link["title"] or (fact.label if key == "original" else url)
            yield {"category": "external", "summary": summary, "url": url}


# Products


def products_of(page: Page) -> list[Product]:
    """Return the products that a page names: those in words with versions, then the others."""
    found: dict[str, list[tuple[VersionRange | None, str]]] = {}
    affected, chosen = fact_of(page, "affected"), fact_of(page, "products")
    for part in affected.parts if affected else []:
        versions = found.setdefault(part["name"], [])
        versions += [(version, AFFECTED) for version in ranges_in(part.get("versions", ""))]
        versions += [(version, FIXED) for version in ranges_in(part.get("fixed", ""))]
    for ref in chosen.refs if chosen else []:
        found.setdefault(ref["name"], [])
    products: list[Product] = []
    for name, versions in found.items():
        for version, status in dict(versions or [(None, "")]).items():
            products.append(Product(f"CSAFPID-{len(products) + 1:04d}", name, version, status))
    return products


def product_tree(products: list[Product]) -> Data:
    """Return the products as a tree: a branch where a program can read the versions."""
    branches: dict[str, list[Data]] = {}
    for product in products:
        if product.is_branch:
            branches.setdefault(product.name, []).append(version_branch(product))
    tree: Data = {}
    if branches:
        tree["branches"] = [
            {"category": "product_name", "name": name, "branches": versions}
            for name, versions in branches.items()
        ]
    names = [product.named for product in products if not product.is_branch]
    return tree | ({"full_product_names": names} if names else {})


def version_branch(product: Product) -> Data:
    """Return the branch of one version, or of a range in the form of `vers`."""
    constraints = product.versions.constraints
    if product.versions.is_single:
        return {"category": "product_version", "name": constraints[0], "product": product.named}
    quoted = "|".join(quote(constraint, safe="<>=.-_~") for constraint in constraints)
    name = f"vers:generic/{quoted}"
    return {"category": "product_version_range", "name": name, "product": product.named}


# Vulnerabilities


def vulnerabilities(page: Page, products: list[Product]) -> list[Data]:
    """Return a vulnerability for each line of identifiers; one without, if versions are stated."""
    identifiers = fact_of(page, "identifiers")
    lines = lines_of(identifiers.code) if identifiers else []
    stated = status_of(products) | remediations(products)
    if not lines:
        return [{"title": page.title, **stated}] if stated else []
    return [named(line) | stated for line in lines]


def named(line: str) -> Data:
    found: Data = {}
    for identifier in identifiers_in(line):
        if identifier.system == "CVE":
            found["cve"] = identifier.text
        else:
            other = {"system_name": identifier.system, "text": identifier.text}
            found.setdefault("ids", []).append(other)
    return found


def status_of(products: list[Product]) -> Data:
    status: dict[str, list[str]] = {}
    for product in products:
        if product.status:
            status.setdefault(product.status, []).append(product.id)
    return {"product_status": status} if status else {}


def remediations(products: list[Product]) -> Data:
    """Return, for each product, in which versions the affected ones are fixed."""
    fixed: dict[str, list[str]] = {}
    affected: dict[str, list[str]] = {}
    for product in products:
        if product.status == FIXED:
            fixed.setdefault(product.name, []).append(product.full_name)
        elif product.status == AFFECTED:
            affected.setdefault(product.name, []).append(product.id)
    found = []
    for name in (name for name in fixed if name in affected):
        details = _("Fixed in: %s") % ", ".join(fixed[name])
        found.append({"category": "vendor_fix", "details": details, "product_ids": affected[name]})
    return {"remediations": found} if found else {}
