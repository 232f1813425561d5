from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField, I18nModelForm
from i18nfield.strings import LazyI18nString

from trustportal.language.fields import LabelledTextarea
from trustportal.language.locales import moment
from trustportal.language.texts import clean_texts
from trustportal.publishing.models import Edit


class CarefulForm(I18nModelForm):
    """Refuses to overwrite what somebody else saved meanwhile, and says what that was."""

    def refuse_if_unseen(self, seen):
        if self.instance.pk and seen != self.instance.revision and self.has_changed():
            self.add_error(None, self.what_changed(seen))

    def what_changed(self, seen):
        """Return the sentences that tell staff what was saved since they opened the form."""
        edits = Edit.objects.filter(
            target=Edit.target_of(self.instance), revision__gt=seen
        ).select_related("user")
        sentences = [
            _("Not saved: somebody saved this in the meantime. Look at both, then save again.")
        ]
        sentences += [
            f"{edit.user}, {moment(edit.at, get_language())}: {edit.what}" for edit in edits
        ]
        sentences += [
            _("%(field)s is now: %(text)s")
            % {"field": self.fields[name].label, "text": self.is_now(name)}
            for name in self.changed_data
            if name in self.initial
        ]
        return [ValidationError(sentence) for sentence in sentences]

    def is_now(self, name):
        """Say in words what is stored in a field: of a text, the languages in which it differs from what was sent."""
        value = getattr(
            self.instance, f"get_{name}_display", lambda: getattr(self.instance, name)
        )()
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if not isinstance(value, LazyI18nString):
            return str(value or "–")
        sent = getattr(self.cleaned_data.get(name), "data", {})
        stored = [
            (language, value.data.get(code, ""), sent.get(code))
            for code, language in settings.LANGUAGES
        ]
        return " · ".join(
            f"{language}: {text or '–'}"
            for language, text, other in stored
            if text != (other or "")
        )


class DraftForm(CarefulForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.revision

    def clean(self):
        cleaned = super().clean()
        self.refuse_if_unseen(cleaned.get("seen") or 0)
        # Shown again, the form is saved in the knowledge of what it shows.
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self.instance.revision
        return cleaned


class RowForm(CarefulForm):
    """A row of a list that is edited in place; its revision stands in the column that shows it."""

    def clean(self):
        cleaned = super().clean()
        seen = self.data.get(f"seen-{self.instance.pk}", "")
        self.refuse_if_unseen(int(seen) if seen.isdecimal() else 0)
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
        if not note.data.get(settings.LANGUAGE_CODE):
            raise ValidationError(_("Give the note at least in the authoritative language."))
        return note.data


class PublishForm(NoteForm):
    reviewed = forms.CharField(widget=forms.HiddenInput)
    material = forms.TypedChoiceField(
        label=_("Kind of change"),
        choices=[("yes", _("Material change")), ("no", _("Mere correction, as of a typing error"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    urgent = note_field(
        label=_("Urgent reason"),
        required=False,
        help_text=_(
            "Only to publish without the notice that is due. It becomes part of the public note."
        ),
    )

    def clean_urgent(self):
        return clean_texts(self.cleaned_data["urgent"], multiline=True).data
