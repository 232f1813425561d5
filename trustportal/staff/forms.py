from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField, I18nModelForm
from i18nfield.strings import LazyI18nString

from trustportal.language.fields import LabelledTextarea
from trustportal.language.locales import moment
from trustportal.language.slugs import slug_of
from trustportal.language.texts import clean_texts
from trustportal.publishing.models import Edit


class RevisionForm(I18nModelForm):
    """Refuses to overwrite another person's save, and shows what was saved."""

    def check_revision(self, seen):
        if self.instance.pk and seen != self.instance.revision and self.has_changed():
            self.add_error(None, self.what_was_saved(seen))

    def what_was_saved(self, seen):
        """Return the errors that tell staff what was saved since they opened the form."""
        sentences = [
            _("Not saved: somebody saved this in the meantime. Look at both, then save again.")
        ]
        edits = Edit.objects.filter(target=Edit.target_of(self.instance), revision__gt=seen)
        for edit in edits.select_related("user"):
            sentences.append(f"{edit.user}, {moment(edit.at, get_language())}: {edit.what}")
        for name in self.changed_data:
            if name in self.initial:
                now = {"field": self.fields[name].label, "text": self.stored(name)}
                sentences.append(_("%(field)s is now: %(text)s") % now)
        return [ValidationError(sentence) for sentence in sentences]

    def stored(self, name):
        """Return the stored value of a field in words."""
        display = getattr(self.instance, f"get_{name}_display", None)
        value = display() if display else getattr(self.instance, name)
        if isinstance(value, LazyI18nString):
            return where_different(value, self.cleaned_data.get(name))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return str(value or "–")


def where_different(text, other):
    """Return a text in the languages in which it differs from another one."""
    others = getattr(other, "data", {})
    found = []
    for code, language in settings.LANGUAGES:
        words = text.data.get(code, "")
        if words != (others.get(code) or ""):
            found.append(f"{language}: {words or '–'}")
    return " · ".join(found)


class DraftForm(RevisionForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.revision

    def clean(self):
        cleaned = super().clean()
        self.check_revision(cleaned.get("seen") or 0)
        if self.has_slug_of_name(cleaned):
            cleaned["slug"] = ""
        # When shown again, the form shows what is stored now, so it carries the current revision.
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self.instance.revision
        return cleaned

    def has_slug_of_name(self, cleaned):
        """Return whether the admin's script made the slug of a new draft, which may be taken.

        Saving then makes another one; what somebody typed is refused if it is taken.
        """
        name = cleaned.get(getattr(self.instance, "named_by", ""))
        is_made = isinstance(name, str) and cleaned.get("slug") == slug_of(name)
        return is_made and self.instance._state.adding


class RowForm(RevisionForm):
    """A row of a list that is edited in place; its revision stands in the column that shows it."""

    def clean(self):
        cleaned = super().clean()
        seen = self.data.get(f"seen-{self.instance.pk}", "")
        self.check_revision(int(seen) if seen.isdecimal() else 0)
        return cleaned


def note_field(**kwargs):
    return I18nFormField(
        widget=LabelledTextarea, widget_kwargs={"attrs": {"rows": 2, "cols": 80}}, **kwargs
    )


class NoteForm(forms.Form):
    """A public note, given at least in the authoritative language."""

    note = note_field(
        label=_("Public note"), help_text=_("What changed and why, for readers. It stays for good.")
    )

    def clean_note(self):
        note = clean_texts(self.cleaned_data["note"], multiline=True)
        if not note.data and not self.fields["note"].one_required:
            return {}
        if not note.data.get(settings.LANGUAGE_CODE):
            raise ValidationError(_("Give the note at least in the authoritative language."))
        return note.data


class WithdrawForm(NoteForm):
    note = note_field(label=_("Public reason"))


class PublishForm(NoteForm):
    reviewed = forms.CharField(widget=forms.HiddenInput)
    material = forms.TypedChoiceField(
        label=_("Kind of change"),
        choices=[
            ("yes", _("Material change")),
            ("no", _("No material change: a correction, more details, or another spelling")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    urgent = note_field(
        label=_("Urgent reason"),
        required=False,
        help_text=_(
            "Only to publish without the required notice period. The reason becomes part of "
            "the public note."
        ),
    )

    def clean_urgent(self):
        return clean_texts(self.cleaned_data["urgent"], multiline=True).data

    def suggest(self, review):
        """Preset the kind of change that follows from what changed, and say why."""
        self.initial["material"] = "yes" if review.is_material else "no"
        self.fields["material"].help_text = _("Suggested from the changes. %s") % review.why()

    def has_reviewed(self, fingerprint):
        return self.data.get(self.add_prefix("reviewed")) == fingerprint

    def set_reviewed(self, fingerprint):
        """Let the next attempt publish what the form shows now."""
        self.initial["reviewed"] = fingerprint
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix("reviewed")] = fingerprint


class SharedNoteForm(NoteForm):
    """A public note for all documents that are published together; each may have its own."""

    note = note_field(
        label=_("Public note for all"),
        required=False,
        help_text=_("What changed and why, for readers. It stays for good."),
    )


class OneOfSeveralForm(PublishForm):
    """What a publisher says of one of several documents that are published together."""

    note = note_field(
        label=_("Public note for this page alone"),
        required=False,
        help_text=_("If you leave it empty, the note for all is used."),
    )
    reviewed = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def was_shown(self):
        """Whether the page that sent this form showed what would change."""
        return bool(self.data.get(self.add_prefix("reviewed")))
