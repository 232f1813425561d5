from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from trustportal.public.kinds import Kind

from .models import Statement


@dataclass(frozen=True)
class StatementKind(Kind):
    def in_order(self, versions):
        return sorted(versions, key=lambda version: (version.card.number("order"), version.slug))


STATEMENT = StatementKind(
    name=Statement.kind,
    document=Statement,
    label=_("Statement"),
    list_label=_("Statements"),
    path="pages/",
)
