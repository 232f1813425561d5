"""What is missing in drafts, and what a check found, as the admin's lists and pages show it."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from trustportal.publishing.gaps import Gap
from trustportal.publishing.review import Problem

from .addresses import address_of

MISSING = "missing"
ANYTHING = "anything"
MOST_OF_A_KIND = 3  # problems that are shown one by one


class MissingFilter(admin.SimpleListFilter):
    """Offers the facts that drafts and their parts are asked for. Reads the drafts of the list."""

    title = _("what is missing")
    parameter_name = MISSING

    def lookups(self, request, model_admin):
        model = model_admin.model
        choices = [(fact.code, fact.name) for fact in model.facts_asked()]
        for part in model.parts_asked():
            opts = part._meta
            for fact in part.facts_asked():
                name = f"{capfirst(opts.verbose_name_plural)}: {fact.name}"
                choices.append((f"{opts.model_name}.{fact.code}", name))
        return [(ANYTHING, _("anything")), *choices]

    def queryset(self, request, queryset):
        value, model = self.value(), queryset.model
        if not value:
            return queryset
        code = value if "." in value else f"{model._meta.model_name}.{value}"
        facts = model.facts_asked()
        lacking = []
        for draft in queryset:
            codes = {gap.code for gap in draft.meter(facts).open}
            if code in codes or (codes and value == ANYTHING):
                lacking.append(draft.pk)
        return queryset.filter(pk__in=lacking)


def completeness_of(model):
    """Return the function that shows a draft's completeness in a list, for one request."""
    facts = model.facts_asked()

    @admin.display(description=_("stated"))
    def completeness(draft):
        return str(draft.meter(facts)) or "–"

    return completeness


# Meters


@dataclass(frozen=True)
class GapLine:
    """A gap, and the address where staff can close it, unless that is the page that shows it."""

    gap: Gap
    url: str


def gap_lines(gaps, document, shown_on=None):
    """Return the lines of a document's gaps, as a page on one of its drafts shows them."""
    return [GapLine(gap, address_of_gap(gap, document, shown_on)) for gap in gaps]


def address_of_gap(gap, document, shown_on=None):
    """Return the address of the one draft that lacks a fact, or of the list of all of these."""
    if list(gap.lacking) == [shown_on]:
        return ""
    if len(gap.lacking) == 1:
        return address_of(gap.lacking[0], "change")
    opts = gap.lacking[0]._meta
    query = {}
    for field in opts.fields:
        if field.related_model is type(document):
            query[f"{field.name}__id__exact"] = document.pk
    query[MISSING] = gap.asked.code
    changelist = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return f"{changelist}?{urlencode(query)}"


# Problems


@dataclass(frozen=True)
class ProblemLine:
    """A problem or a gap; or what many problems have in common, and those."""

    problem: Problem | Gap
    url: str = ""
    members: tuple = ()


def problem_lines(problems, document):
    """Return the lines of problems and gaps. Many problems of one kind become one line."""
    kinds = defaultdict(list)
    for problem in problems:
        kinds[problem.kind or id(problem), problem.waiver].append(problem)
    found = []
    for alike in kinds.values():
        lines = [ProblemLine(problem, address_to_mend(problem, document)) for problem in alike]
        if len(alike) > MOST_OF_A_KIND:
            lines = [ProblemLine(alike[0], members=tuple(lines))]
        found += lines
    return found


def address_to_mend(problem, document):
    if isinstance(problem, Gap):
        return address_of_gap(problem, document)
    return address_of(problem.about, "change") if problem.about else ""
