"""The admin of documents: review, publish, withdraw, versions, preview."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from trustportal.language.locales import language_name
from trustportal.public.kinds import kinds
from trustportal.public.lookup import PREVIEW, Shown
from trustportal.public.query import Query
from trustportal.public.views import page_context
from trustportal.publishing.models import DRAFT_CHANGED, PublicationRefused
from trustportal.publishing.review import URGENT, WAIVERS
from trustportal.record.changes import Change
from trustportal.record.models import Version
from trustportal.record.page_diff import PageDiff

from .addresses import address_of
from .bulk import export_chosen
from .drafts import DraftAdmin
from .forms import PublishForm, WithdrawForm
from .gaps import gap_lines, problem_lines


class UnpublishedFilter(admin.SimpleListFilter):
    """Compares every draft with its public page: exact, at the cost of reading them all."""

    title = _("unpublished changes")
    parameter_name = "unpublished"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        changed = [document.pk for document in queryset if document.has_changes()]
        if self.value() == "yes":
            return queryset.filter(pk__in=changed)
        return queryset.exclude(pk__in=changed)


class DocumentAdmin(DraftAdmin):
    list_per_page = 25
    actions = [export_chosen]

    # Lists

    def get_actions(self, request, action_location=ActionLocation.CHANGE_LIST):
        """What was published is withdrawn, never deleted: not in a list either."""
        actions = super().get_actions(request, action_location)
        actions.pop("delete_selected", None)
        return actions

    @admin.display(description=_("public"))
    def public_version(self, document):
        current = document.current()
        if current is None:
            return _("never published")
        if not current.is_readable:
            return _("withdrawn") if current.withdrawn else _("erased")
        return link(document.get_absolute_url(), _("version %s") % current.number)

    @admin.display(description=_("unpublished changes"))
    def unpublished(self, document):
        if not document.has_changes():
            return "–"
        return link(address_of(document, "publish"), _("Review and publish"))

    # Addresses

    def get_urls(self):
        return [
            self.path_of("publish/", self.publish_view, "publish"),
            self.path_of("withdraw/", self.withdraw_view, "withdraw"),
            self.path_of("versions/", self.versions_view, "versions"),
            self.path_of("preview/<slug:language>/", self.preview_view, "preview"),
            *super().get_urls(),
        ]

    def path_of(self, route, view, name):
        name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(f"<int:pk>/{route}", self.admin_site.admin_view(view), name=name)

    def redirect_to_list(self):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return HttpResponseRedirect(reverse(name))

    # Permissions

    def has_publish_permission(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def has_delete_permission(self, request, obj=None):
        """What was published is withdrawn, never deleted."""
        return not was_published(obj) and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if was_published(obj) else fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if was_published(obj) else super().get_prepopulated_fields(request, obj)

    def document_or_404(self, request, pk):
        document = get_object_or_404(self.model, pk=pk)
        if not self.has_view_permission(request, document):
            raise PermissionDenied
        return document

    def require_publish_permission(self, request):
        if not self.has_publish_permission(request):
            raise PermissionDenied

    # Pages

    def page(self, request, template, document, title, **context):
        common = {
            "title": title,
            "opts": self.opts,
            "document": document,
            "change_url": address_of(document, "change"),
            "publish_url": address_of(document, "publish"),
            "withdraw_url": address_of(document, "withdraw"),
            "versions_url": address_of(document, "versions"),
            "previews": previews_of(document),
            "may_publish": self.has_publish_permission(request),
            "may_change": self.has_change_permission(request, document),
        }
        return render(request, template, self.admin_site.each_context(request) | common | context)

    def publish_view(self, request, pk):
        document = self.document_or_404(request, pk)
        form = PublishForm(request.POST or None)
        refusals = []
        if request.method == "POST":
            self.require_publish_permission(request)
            if form.is_valid():
                try:
                    return self.publish(request, document, form.cleaned_data)
                except PublicationRefused as refused:
                    refusals = refused.reasons
        review = document.review()
        fingerprint = review.fingerprint
        if form.is_bound and not form.has_reviewed(fingerprint):
            refusals = refusals or [DRAFT_CHANGED]  # also where the form has errors of its own
        form.set_reviewed(fingerprint)
        form.suggest(review)
        context = review_context(review, request.user) | {"form": form, "refusals": refusals}
        title = _("Publish: %s") % document
        return self.page(request, "admin/staff/publish.html", document, title, **context)

    def publish(self, request, document, answers):
        version = document.publish(by=request.user, **answers)
        done = _("Published: version %s.") % version.number
        look = link(document.get_absolute_url(), _("See the public page"))
        messages.success(request, format_html("{} {}", done, look))
        return self.redirect_to_list()

    def withdraw_view(self, request, pk):
        document = self.document_or_404(request, pk)
        self.require_publish_permission(request)
        form = WithdrawForm(request.POST or None)
        refusals = []
        if request.method == "POST" and form.is_valid():
            try:
                return self.withdraw(request, document, form.cleaned_data["note"])
            except PublicationRefused as refused:
                refusals = refused.reasons
        context = {"form": form, "refusals": refusals}
        title = _("Withdraw: %s") % document
        return self.page(request, "admin/staff/withdraw.html", document, title, **context)

    def withdraw(self, request, document, note):
        document.withdraw(by=request.user, note=note)
        messages.success(
            request, _("Withdrawn. The address now says so; the history stays available there.")
        )
        return self.redirect_to_list()

    def versions_view(self, request, pk):
        """All versions; a POST takes one of them into the draft."""
        document = self.document_or_404(request, pk)
        if request.method == "POST":
            return self.redirect_on_concurrent_save(request, self.restore, document)
        versions = document.versions.defer("data").select_related("published_by")
        title = _("Versions: %s") % document
        return self.page(request, "admin/staff/versions.html", document, title, versions=versions)

    def restore(self, request, document):
        if not self.has_change_permission(request, document):
            raise PermissionDenied
        number = request.POST.get("number", "")
        version = document.versions.filter(number=number).first() if number.isdecimal() else None
        if version is None or not version.is_readable:
            raise Http404
        change = {"changed": {"fields": [f"version {version.number}"]}}
        with transaction.atomic():
            document.restore(version.data)
            self.log_change(request, document, [change])
        messages.success(request, _("The draft now says what version %s says.") % version.number)
        return HttpResponseRedirect(address_of(document, "change"))

    def preview_view(self, request, pk, language):
        """Show the draft as a reader would see it; for staff only, and never kept by a cache."""
        document = self.document_or_404(request, pk)
        data = document.data()
        if language not in data:
            raise Http404
        draft = Version(kind=document.kind, slug=document.slug, number=0, data=data, note={})
        with translation.override(language):
            context = page_context(Query(request.GET), Shown(draft, PREVIEW))
            response = render(request, kinds()[document.kind].template, context)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response


def was_published(document):
    return document is not None and document.is_published()


def link(address, words):
    return format_html('<a href="{}">{}</a>', address, words)


def previews_of(document):
    """Return [(language in words, address), …]."""
    found = []
    for code, _name in settings.LANGUAGES:
        found.append((language_name(code), address_of(document, "preview", code)))
    return found


# Publish page


@dataclass(frozen=True)
class LanguageChanges:
    """The changes of a publication in one language, and what its translation lacks."""

    code: str
    name: str
    diff: PageDiff
    stale: list[Change]
    untranslated: list[str]


def review_context(review, user):
    current, document = review.current, review.document
    return {
        "next_number": current.number + 1 if current else 1,
        "languages": changes_by_language(review),
        "blockers": problem_lines(review.blockers(), document),
        "warnings": problem_lines(review.warnings, document),
        "meter": review.meter,
        "open_gaps": gap_lines(review.gaps, document),
        "is_blocked": bool(review.blockers(waived=WAIVERS)),
        "may_be_urgent": any(problem.waiver == URGENT for problem in review.problems),
        "obstacles": review.obstacles(user),
        "may_withdraw": bool(current) and not current.withdrawn,
    }


def changes_by_language(review):
    stale, untranslated = review.stale(), review.untranslated()
    found = []
    for code, diff in review.diffs:
        name = language_name(code)
        found.append(
            LanguageChanges(code, name, diff, stale.get(code, []), untranslated.get(code, []))
        )
    return found
