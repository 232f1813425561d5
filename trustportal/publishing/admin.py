import json

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from trustportal.record.models import Version
from trustportal.vocabulary.models import Overtaken

from .forms import DraftForm, NoteForm, PublishForm, RowForm
from .models import MOVED, Edit, Refused, Review
from .views import page_context


class DraftAdmin(admin.ModelAdmin):
    """An admin of something that staff edit: every edit is kept, and no save overwrites an unseen one."""

    form = DraftForm
    change_form_template = "admin/publishing/change_form.html"
    view_on_site = False
    actions = None

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if hasattr(db_field, "multiline"):  # a text in several languages brings its own widget
            attrs = {"rows": 4, "cols": 90} if db_field.multiline else {"size": 90}
            return db_field.formfield(widget_kwargs={"attrs": attrs})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        """Carry the hidden `seen` along whatever fields a class names."""
        fieldsets = super().get_fieldsets(request, obj)
        if any("seen" in options["fields"] for name, options in fieldsets) or not self.can_save(request, obj):
            return fieldsets
        (name, options), *more = fieldsets
        return [(name, options | {"fields": [*options["fields"], "seen"]}), *more]

    def can_save(self, request, obj):
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Offer the publish page of the document that a draft belongs to."""
        document = getattr(obj, "document", None)
        if document:
            context["document"] = document
            context["publish_url"] = address_of(document, "publish")
            context["versions_url"] = address_of(document, "versions")
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": RowForm, **kwargs})

    @admin.display(description=_("revision"), ordering="revision")
    def seen(self, obj):
        """The revision that a row shows, for lists that are edited in place."""
        return format_html('{0}<input type="hidden" name="seen-{1}" value="{0}">', obj.revision, obj.pk)

    def changeform_view(self, request, *args, **kwargs):
        return self.unless_overtaken(request, super().changeform_view, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        response = self.unless_overtaken(request, super().changelist_view, *args, **kwargs)
        if request.method == "POST" and has_other_rows(response):
            messages.error(request, _("Not saved: the list changed in the meantime. Please look again."))
            return HttpResponseRedirect(request.get_full_path())
        return response

    def unless_overtaken(self, request, view, *args, **kwargs):
        """Lead back to the page if two saves came at the same moment: the second one has not seen the first."""
        try:
            return view(request, *args, **kwargs)
        except Overtaken:
            messages.error(request, _("Not saved: somebody saved this at the same moment. Please look again."))
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        """Leave the revision alone where nothing changed: nobody's open form is refused for it."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Count a save of parts as one of the draft: its revision guards them."""
        super().save_related(request, form, formsets, change)
        if change and not form.has_changed() and any(formset.has_changed() for formset in formsets):
            form.instance.save()

    def log_addition(self, request, obj, message):
        Edit.record(obj, request.user, in_words(ADDITION, message))
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        if message:
            Edit.record(obj, request.user, in_words(CHANGE, message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            Edit.record(obj, request.user, str(_("Deleted: %s") % obj))
        return super().log_deletions(request, queryset)


def has_other_rows(response):
    """Say whether refused values would stand beside other rows: Django puts them there by their place in the list."""
    shown = (getattr(response, "context_data", None) or {}).get("cl")
    if shown is None or shown.formset is None:
        return False
    return [form.instance.pk for form in shown.formset] != [row.pk for row in shown.result_list]


def in_words(flag, message):
    text = message if isinstance(message, str) else json.dumps(message)
    return LogEntry(action_flag=flag, change_message=text).get_change_message()


def address_of(document, view, *args):
    """Return the address of one of the admin's pages about a document."""
    opts = document._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{view}", args=[document.pk, *args])


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
        return queryset.filter(pk__in=changed) if self.value() == "yes" else queryset.exclude(pk__in=changed)


class DocumentAdmin(DraftAdmin):
    """An admin of documents: what a publish would change, publish, withdraw, preview, versions."""

    list_per_page = 25

    # Lists

    @admin.display(description=_("public"))
    def public_version(self, document):
        current = document.current()
        if current is None:
            return _("never published")
        if not current.is_readable:
            return _("withdrawn") if current.withdrawn else _("erased")
        return format_html('<a href="{}">{}</a>', document.get_absolute_url(), _("version %s") % current.number)

    @admin.display(description=_("unpublished changes"))
    def unpublished(self, document):
        if not document.has_changes():
            return "–"
        return format_html('<a href="{}">{}</a>', address_of(document, "publish"), _("Review and publish"))

    # Addresses

    def get_urls(self):
        def named(view):
            return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/publish/", wrap(self.publish_view), name=named("publish")),
            path("<int:pk>/withdraw/", wrap(self.withdraw_view), name=named("withdraw")),
            path("<int:pk>/versions/", wrap(self.versions_view), name=named("versions")),
            path("<int:pk>/preview/<slug:language>/", wrap(self.preview_view), name=named("preview")),
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
        return {} if obj is not None and obj.is_published() else super().get_prepopulated_fields(request, obj)

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
                    (get_language_info(code)["name_translated"], address_of(document, "preview", code))
                    for code in document.data()
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
                    messages.success(request, _("Published: version %s.") % version.number)
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
            "admin/publishing/publish.html",
            document,
            _("Publish: %s") % document,
            form=form,
            refused=refused,
            next_number=review.current.number + 1 if review.current else 1,
            diffs=[(get_language_info(code)["name_translated"], code, diff) for code, diff in review.diffs()],
            blocking=[problem for problem in review.problems if problem.blocks],
            may_be_urgent=any(problem.waiver == "urgent" for problem in review.problems),
            warnings=[problem for problem in review.problems if not problem.blocks],
            untranslated=named_languages(review.untranslated()),
            stale=named_languages(review.stale()),
            reasons=review.reasons_against(request.user),
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
                messages.success(request, _("Withdrawn. The address says so, and keeps its history."))
                return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        title = _("Withdraw: %s") % document
        return self.page(request, "admin/publishing/withdraw.html", document, title, form=form, refused=refused)

    def versions_view(self, request, pk):
        """All versions; a POST takes one of them into the draft."""
        document = self.document_or_404(request, pk)
        if request.method == "POST":
            return self.unless_overtaken(request, self.take, document)
        return self.page(
            request,
            "admin/publishing/versions.html",
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
            self.log_change(request, document, [{"changed": {"fields": [f"version {version.number}"]}}])
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
            response = render(request, document.template, page_context(request, draft, "preview"))
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response


def named_languages(found):
    return [(get_language_info(language)["name_translated"], entries) for language, entries in found.items()]


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
        "kind",
        "slug",
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


@admin.register(Edit)
class EditAdmin(ReadOnlyAdmin):
    list_display = ["at", "user", "target", "revision", "what"]
    list_filter = ["kind", "user"]
    search_fields = ["target", "what"]
    list_select_related = ["user"]
