"""The admin's page on which several documents are reviewed and published in one act."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from trustportal.public.kinds import Kind, kinds
from trustportal.publishing.models import DRAFT_CHANGED, Document, PublicationRefused
from trustportal.publishing.review import Answers, Review
from trustportal.publishing.together import Publication, TogetherRefused, publish_together

from .addresses import address_of
from .documents import review_context
from .forms import OneOfSeveralForm, SharedNoteForm

DELETED = _("A draft that you had chosen was deleted in the meantime. Please look again.")
NOT_SHOWN = _("You have not seen yet what would change here. Please look.")


@dataclass(frozen=True)
class Candidate:
    """A document with unpublished changes that may be added."""

    document: Document
    kind: Kind

    @property
    def name(self) -> str:
        return name_of(self.document)


@dataclass
class Chosen:
    """A document on the page, its form, and why it was not published."""

    document: Document
    form: OneOfSeveralForm
    review: Review
    user: object
    refusals: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return name_of(self.document)

    @property
    def kind(self) -> Kind:
        return kinds()[self.document.kind]

    @property
    def publish_url(self) -> str:
        return address_of(self.document, "publish")

    @property
    def note_id(self) -> str:
        return f"id_{self.form.prefix}-note_0"

    @property
    def urgent_id(self) -> str:
        return f"id_{self.form.prefix}-urgent_0"

    @cached_property
    def context(self) -> dict:
        """What the template of a review needs."""
        return review_context(self.review, self.user)

    @property
    def is_hindered(self) -> bool:
        """Whether it cannot be published now, whatever the publisher answers."""
        return bool(self.context["is_blocked"] or self.context["obstacles"])

    def refuse(self, reason: str) -> None:
        if reason not in self.refusals:
            self.refusals.append(reason)

    def publication(self, shared_note) -> Publication:
        """Return what to publish, as the page showed it when it was sent."""
        answers = dict(self.form.cleaned_data)
        answers["note"] = answers["note"] or shared_note
        return Publication(self.document, Answers(**answers))


def name_of(document: Document) -> str:
    """Return what addresses and forms call a document: vendor/3."""
    return f"{document.kind}/{document.pk}"


def together_view(request):
    """Show the chosen documents and those that may be added; a POST may publish all of them.

    A POST of another button adds a document or leaves one out, and keeps whatever was typed.
    """
    shared = SharedNoteForm(request.POST or None, prefix="all")
    chosen, refusals = read(request)
    if "publish" in request.POST and chosen and not refusals and may_be_sent(chosen, shared):
        try:
            return publish(request, chosen, shared.cleaned_data["note"])
        except PublicationRefused as refused:
            chosen, refusals = read(request)  # it may say something else by now
            refusals += not_of_one(refused, chosen)
    for one in chosen:
        one.form.set_reviewed(one.review.fingerprint)
        one.form.suggest(one.review)
    context = admin.site.each_context(request) | {
        "title": _("Publish together"),
        "chosen": chosen,
        "shared": shared,
        "refusals": refusals,
        "hindered": [one for one in chosen if one.is_hindered],
        "candidates": list(candidates(request, chosen)),
    }
    return render(request, "admin/staff/together.html", context)


# Choosing


def read(request):
    """Return the chosen documents as they are now, and what is to be said of the choice."""
    names = request.POST.getlist("document") or request.GET.getlist("document")
    chosen, refusals = [], []
    for name in dict.fromkeys(names):
        if name != request.POST.get("without"):
            document = document_named(request, name)
            if document:
                chosen.append(chosen_one(request, document))
            else:
                refusals = [DELETED]
    return chosen, refusals


def document_named(request, name):
    """Return the document of a name, or None; raise PermissionDenied unless it may be published."""
    kind, _slash, pk = name.partition("/")
    if kind not in kinds() or not pk.isdecimal():
        return None
    model = kinds()[kind].document
    if not may_publish(request, model):
        raise PermissionDenied
    return model.objects.filter(pk=pk).first()


def may_publish(request, model):
    options = admin.site._registry.get(model)
    return (
        options is not None
        and options.has_view_permission(request)
        and options.has_publish_permission(request)
    )


def chosen_one(request, document):
    """Return a document with its form, which is empty if the document was added just now."""
    prefix = name_of(document).replace("/", "-")
    form = OneOfSeveralForm(request.POST or None, prefix=prefix)
    if not form.was_shown:
        form = OneOfSeveralForm(prefix=prefix)
    one = Chosen(document, form, document.review(), request.user)
    if form.is_bound and not form.has_reviewed(one.review.fingerprint):
        one.refuse(DRAFT_CHANGED)
    return one


def candidates(request, chosen) -> Iterator[Candidate]:
    """Yield the documents with unpublished changes that were not chosen.

    Exact, at the cost of comparing every draft with its public page.
    """
    names = {one.name for one in chosen}
    for kind in kinds().values():
        if may_publish(request, kind.document):
            for document in kind.document.objects.all():
                if name_of(document) not in names and document.has_changes():
                    yield Candidate(document, kind)


# Publishing


def may_be_sent(chosen, shared):
    """Return whether every form is complete, shows what is there now, and has a note."""
    is_valid = shared.is_valid()
    for one in chosen:
        if not one.form.is_bound:
            one.refuse(NOT_SHOWN)
        elif not one.form.is_valid():
            is_valid = False
        elif is_valid and not one.form.cleaned_data["note"] and not shared.cleaned_data["note"]:
            shared.add_error("note", _("Say in the public note what changed and why."))
            is_valid = False
    return is_valid and not any(one.refusals for one in chosen)


def not_of_one(refused, chosen):
    """Give each document the reasons that concern it; return those that concern none."""
    if not isinstance(refused, TogetherRefused):
        return refused.reasons
    reasons = {name_of(found.document): found.reason.reasons for found in refused.refusals}
    for one in chosen:
        for reason in reasons.get(one.name, []):
            one.refuse(reason)
    return []


def publish(request, chosen, shared_note):
    versions = publish_together([one.publication(shared_note) for one in chosen], by=request.user)
    links = []
    for one, version in zip(chosen, versions, strict=True):
        values = {"title": one.document, "number": version.number}
        address = one.kind.address(version.slug)
        links.append((address, _("%(title)s, version %(number)s") % values))
    listed = format_html_join(", ", '<a href="{}">{}</a>', links)
    messages.success(request, format_html("{} {}", _("Published together:"), listed))
    return HttpResponseRedirect(reverse("admin:index"))
