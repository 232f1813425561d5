from django.apps import apps
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
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from trustportal.exports.models import Export
from trustportal.public.kinds import kinds
from trustportal.public.lookup import PREVIEW, Shown
from trustportal.public.query import Query
from trustportal.public.views import page_context
from trustportal.publishing.models import MOVED, Edit, Refused, Review
from trustportal.record.models import Version

from .bulk import export_chosen
from .drafts import DraftAdmin, address_of
from .forms import NoteForm, PublishForm


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
        return (
            queryset.filter(pk__in=changed)
            if self.value() == "yes"
            else queryset.exclude(pk__in=changed)
        )


class DocumentAdmin(DraftAdmin):
    """An admin of documents: what a publish would change, publish, withdraw, preview, versions."""

    list_per_page = 25
    publish_template = "admin/staff/publish.html"
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
        return format_html(
            '<a href="{}">{}</a>', document.get_absolute_url(), _("version %s") % current.number
        )

    @admin.display(description=_("unpublished changes"))
    def unpublished(self, document):
        if not document.has_changes():
            return "–"
        return format_html(
            '<a href="{}">{}</a>', address_of(document, "publish"), _("Review and publish")
        )

    # Addresses

    def get_urls(self):
        def named(view):
            return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/publish/", wrap(self.publish_view), name=named("publish")),
            path("<int:pk>/withdraw/", wrap(self.withdraw_view), name=named("withdraw")),
            path("<int:pk>/versions/", wrap(self.versions_view), name=named("versions")),
            path(
                "<int:pk>/preview/<slug:language>/", wrap(self.preview_view), name=named("preview")
            ),
            *super().get_urls(),
        ]

    # Permissions

    def has_publish_permission(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def has_delete_permission(self, request, obj=None):
        """What was published is withdrawn, never deleted."""
        if obj is not None and obj.is_published():
            return False
        return super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj is not None and obj.is_published() else fields

    def get_prepopulated_fields(self, request, obj=None):
        return (
            {}
            if obj is not None and obj.is_published()
            else super().get_prepopulated_fields(request, obj)
        )

    def document_or_404(self, request, pk):
        document = get_object_or_404(self.model, pk=pk)
        if not self.has_view_permission(request, document):
            raise PermissionDenied
        return document

    # Pages

    def page(self, request, template, document, title, **context):
        return render(
            request,
            template,
            self.admin_site.each_context(request)
            | {
                "title": title,
                "opts": self.opts,
                "document": document,
                "change_url": address_of(document, "change"),
                "publish_url": address_of(document, "publish"),
                "withdraw_url": address_of(document, "withdraw"),
                "versions_url": address_of(document, "versions"),
                "previews": [
                    (
                        get_language_info(code)["name_translated"],
                        address_of(document, "preview", code),
                    )
                    for code, _name in settings.LANGUAGES
                ],
                "may_publish": self.has_publish_permission(request),
                "may_change": self.has_change_permission(request, document),
            }
            | context,
        )

    def publish_view(self, request, pk):
        document = self.document_or_404(request, pk)
        refused = ""
        form = PublishForm(request.POST or None)
        if request.method == "POST":
            if not self.has_publish_permission(request):
                raise PermissionDenied
            if form.is_valid():
                try:
                    version = document.publish(by=request.user, **form.cleaned_data)
                except Refused as reason:
                    refused = str(reason)
                else:
                    done = _("Published: version %s.") % version.number
                    look = format_html(
                        '<a href="{}">{}</a>', document.get_absolute_url(), _("See the public page")
                    )
                    messages.success(request, format_html("{} {}", done, look))
                    return HttpResponseRedirect(
                        reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
                    )
        review = Review(document)
        if form.is_bound:
            # What is shown now is what the next attempt was reviewed against; another error must not hide a move.
            if form.data.get("reviewed") != review.fingerprint:
                refused = refused or MOVED
            form.data = form.data.copy()
            form.data["reviewed"] = review.fingerprint
        form.initial["reviewed"] = review.fingerprint
        return self.page(
            request,
            self.publish_template,
            document,
            _("Publish: %s") % document,
            form=form,
            refused=refused,
            next_number=review.current.number + 1 if review.current else 1,
            diffs=[
                (get_language_info(code)["name_translated"], code, diff)
                for code, diff in review.diffs
            ],
            blocking=with_addresses(problem for problem in review.problems if problem.blocks),
            may_be_urgent=any(problem.waiver == "urgent" for problem in review.problems),
            warnings=with_addresses(problem for problem in review.problems if not problem.blocks),
            untranslated=named_languages(review.untranslated()),
            stale=named_languages(review.stale()),
            is_blocked=bool(review.unwaived()),
            hindrances=review.hindrances(request.user),
            may_withdraw=bool(review.current) and not review.current.withdrawn,
        )

    def withdraw_view(self, request, pk):
        document = self.document_or_404(request, pk)
        if not self.has_publish_permission(request):
            raise PermissionDenied
        form = NoteForm(request.POST or None)
        refused = ""
        if request.method == "POST" and form.is_valid():
            try:
                document.withdraw(by=request.user, note=form.cleaned_data["note"])
            except Refused as reason:
                refused = str(reason)
            else:
                messages.success(
                    request, _("Withdrawn. The address says so, and keeps its history.")
                )
                return HttpResponseRedirect(
                    reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
                )
        title = _("Withdraw: %s") % document
        return self.page(
            request, "admin/staff/withdraw.html", document, title, form=form, refused=refused
        )

    def versions_view(self, request, pk):
        """All versions; a POST takes one of them into the draft."""
        document = self.document_or_404(request, pk)
        if request.method == "POST":
            return self.unless_overtaken(request, self.take, document)
        return self.page(
            request,
            "admin/staff/versions.html",
            document,
            _("Versions: %s") % document,
            versions=document.versions.defer("data").select_related("published_by"),
        )

    def take(self, request, document):
        if not self.has_change_permission(request, document):
            raise PermissionDenied
        number = request.POST.get("number", "")
        version = document.versions.filter(number=number).first() if number.isdecimal() else None
        if version is None or not version.is_readable:
            raise Http404
        with transaction.atomic():
            document.take(version.data)
            self.log_change(
                request, document, [{"changed": {"fields": [f"version {version.number}"]}}]
            )
        messages.success(request, _("The draft now says what version %s says.") % version.number)
        return HttpResponseRedirect(address_of(document, "change"))

    def preview_view(self, request, pk, language):
        """The page as a reader would see it, of the draft; for staff only, and never kept by a cache."""
        document = self.document_or_404(request, pk)
        data = document.data()
        if language not in data:
            raise Http404
        draft = Version(kind=document.kind, slug=document.slug, number=0, data=data, note={})
        with translation.override(language):
            response = render(
                request,
                kinds()[document.kind].template,
                page_context(Query(request.GET), Shown(draft, PREVIEW)),
            )
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response


def with_addresses(problems):
    """Return [(problem, where staff mend it or ""), …]."""
    return [
        (problem, address_of(problem.about, "change") if problem.about else "")
        for problem in problems
    ]


def named_languages(found):
    return [
        (get_language_info(language)["name_translated"], entries)
        for language, entries in found.items()
    ]


class ReadOnlyAdmin(admin.ModelAdmin):
    """What nobody may change through the admin, whatever their permissions."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = [
        "position",
        "page",
        "number",
        "published_at",
        "material",
        "withdrawn",
        "published_by",
    ]
    list_filter = ["kind", "material", "withdrawn", "published_at"]
    search_fields = ["slug", "digest", "content_sha256"]
    ordering = ["-position"]
    list_select_related = ["published_by"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("data")

    @admin.display(description=_("page"), ordering="slug")
    def page(self, version):
        return page_in_words(version.kind, version.slug)


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    """Every file that was made of a public page, to find out which one somebody holds."""

    list_display = [
        "made_at",
        "document",
        "number",
        "format",
        "language",
        "as_of",
        "query",
        "sha256",
    ]
    list_filter = ["format", "language", "version__kind", "made_at"]
    search_fields = ["sha256", "version__slug", "version__digest"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("version").defer("version__data")

    @admin.display(description=_("document"), ordering="version__slug")
    def document(self, export):
        return page_in_words(export.version.kind, export.version.slug)

    @admin.display(description=_("version"), ordering="version__number")
    def number(self, export):
        return export.version.number


@admin.register(Edit)
class EditAdmin(ReadOnlyAdmin):
    list_display = ["at", "user", "edited", "what"]
    list_filter = ["user"]
    search_fields = ["what"]
    list_select_related = ["user"]
    list_per_page = 50  # each row looks up what was edited
    fields = ["at", "user", "edited", "what", "revision", "position"]

    @admin.display(description=_("what was edited"))
    def edited(self, edit):
        """Name what was edited, with its address where it is still there."""
        label, _space, pk = edit.target.rpartition(" ")
        model = apps.get_model(label)
        found = model._default_manager.filter(pk=pk).first()
        if found is None:
            return f"{capfirst(model._meta.verbose_name)} {pk}"
        address = address_of(found, "change") if model in self.admin_site._registry else ""
        name = f"{capfirst(model._meta.verbose_name)}: {found}"
        return format_html('<a href="{}">{}</a>', address, name) if address else name


def page_in_words(kind, slug):
    found = kinds().get(kind)
    return f"{found.label if found else kind}: {slug}"
