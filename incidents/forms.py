"""The forms of incidents and their updates: moments are as precise as they are known."""

from datetime import datetime
from functools import cache, cached_property
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, AdminTimeWidget
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nModelForm

from trustportal.staff.forms import DraftForm

from .facts import TIMES, public_subprocessors, public_vendors
from .models import Incident
from .moments import DAY, MINUTE, Moment, day_begins, zone_of

MOMENTS = {*TIMES, "happened_at", "next_update_by"}
LABELS = (_("Date:"), _("Time:"), _("Or until:"), _("at:"), _("About"), _("Time zone:"))


@cache
def zones():
    """Return the names of all time zones, without those that have no place in their name."""
    return sorted(name for name in available_timezones() if "/" in name)


def boxes_of(moment):
    """Return what the boxes of a moment hold."""
    if not moment:
        return [None] * len(LABELS)
    found = []
    for point in moment.points:
        local = point.astimezone(zone_of(moment.zone))
        found += [
            local.date(),
            local.time().replace(microsecond=0) if moment.unit == MINUTE else None,
        ]
    if moment.end is None:
        found += [None, None]
    return [*found, moment.is_about, moment.zone]


class MomentWidget(forms.MultiWidget):
    """Boxes for a day and its time; those for a range, "about" and a zone unfold."""

    def __init__(self, attrs=None):
        points = [AdminDateWidget(), AdminTimeWidget(), AdminDateWidget(), AdminTimeWidget()]
        zone = forms.TextInput({"list": "time-zones", "size": 20, "placeholder": "UTC"})
        super().__init__([*points, forms.CheckboxInput(), zone], attrs)

    def decompress(self, value):
        return boxes_of(value)

    def render(self, name, value, attrs=None, renderer=None):
        subwidgets = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        boxes = []
        for label, widget in zip(LABELS, subwidgets, strict=True):
            box = self._render(widget["template_name"], {"widget": widget}, renderer)
            for_id = widget["attrs"]["id"]
            boxes.append(format_html('<label for="{}">{}</label> {}', for_id, label, box))
        end, end_time, about, zone = subwidgets[2:]
        given = [end["value"], end_time["value"], about["attrs"].get("checked"), zone["value"]]
        return format_html(
            '<div class="moment"><div>{} {}</div><details{}><summary>{}</summary>'
            "<div>{} {}</div><div>{} {}</div></details></div>",
            *boxes[:2],
            " open" if any(given) else "",
            _("Range, about, time zone"),
            *boxes[2:],
        )


class HiddenMoment(forms.MultiWidget):
    """What a form proposed, to know whether somebody changed it."""

    def __init__(self, attrs=None):
        super().__init__([forms.HiddenInput() for _label in LABELS], attrs)

    def decompress(self, value):
        return boxes_of(value)


class MomentField(forms.MultiValueField):
    """A day or a minute, perhaps the beginning of a range, or about then, perhaps in a zone."""

    widget = MomentWidget
    hidden_widget = HiddenMoment

    def __init__(self, **kwargs):
        fields = [
            forms.DateField(),
            forms.TimeField(),
            forms.DateField(),
            forms.TimeField(),
            forms.BooleanField(),
            forms.CharField(),
        ]
        for field in fields:
            field.required = False
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, values):
        if not any(values):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        day, time, last_day, last_time, is_about, zone = values
        refuse_incomplete(day, time, last_day, last_time)
        if zone and zone not in available_timezones():
            sentence = _(
                "Give the time zone like this: “Europe/Berlin”, or leave it empty for UTC."
            )
            raise ValidationError(sentence)
        zone = "" if zone == "UTC" else zone
        return Moment(
            instant_of(day, time, zone),
            instant_of(last_day, last_time, zone) if last_day else None,
            unit=MINUTE if time else DAY,
            is_about=bool(is_about),
            zone=zone,
        )


def refuse_incomplete(day, time, last_day, last_time):
    if not day:
        raise ValidationError(_("Give the day."))
    if (last_time and not last_day) or (last_day and bool(time) != bool(last_time)):
        raise ValidationError(_("Give both ends of a range with a time, or both without."))


def instant_of(day, time, zone):
    """Return the instant of a day and time in a zone, without a time that of the day's beginning.

    Of a time that comes twice, when clocks go back, it is the first.
    """
    if time is None:
        return day_begins(day, zone)
    local = datetime.combine(day, time, zone_of(zone))
    instant = local.astimezone(zone_of("UTC"))
    if instant.astimezone(zone_of(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(_("The clocks went forward then: this time did not exist there."))
    return instant


class MomentsForm(I18nModelForm):
    """A form of a draft with moments."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.moments:
            self.initial[name] = Moment.of(self.instance, name)

    @property
    def moments(self):
        return [name for name, field in self.fields.items() if isinstance(field, MomentField)]

    def clean(self):
        cleaned = super().clean()
        for name in self.moments:
            if cleaned.get(name):
                cleaned[name].keep(self.instance, name)
                cleaned[name] = cleaned[name].start
        return cleaned


class IncidentForm(MomentsForm, DraftForm):
    """Offers the public third parties and subprocessors; their slugs are stored."""

    vendors = forms.MultipleChoiceField(label=_("Third parties"), required=False)
    subprocessors = forms.MultipleChoiceField(label=_("Subprocessors"), required=False)
    not_yet_known = forms.MultipleChoiceField(
        label=_("Not yet known"),
        required=False,
        choices=list(Incident.KNOWABLE.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A value in its own right: readers see “not yet known” rather than a blank."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, found in (("vendors", public_vendors), ("subprocessors", public_subprocessors)):
            if name in self.fields:
                kept = {slug: slug for slug in getattr(self.instance, name)}
                self.fields[name].choices = sorted(
                    (kept | found(get_language())).items(), key=lambda pair: pair[1]
                )

    def stored(self, name):
        """Return the stored value of a field in words; a moment as precisely as it is known."""
        if name not in self.moments:
            return super().stored(name)
        moment = Moment.of(Incident.objects.get(pk=self.instance.pk), name)
        return moment.in_words(get_language()) if moment else "–"


class UpdateFormSet(forms.BaseInlineFormSet):
    """Updates that readers have seen are read-only; a new one has the status of the newest."""

    @cached_property
    def published(self):
        ids = self.instance.published_updates() if self.instance.pk else ()
        return self.model.objects.filter(
            incident=self.instance.pk, uuid__in=[UUID(id) for id in ids]
        )

    def get_form_kwargs(self, index):
        newest = self.instance.newest_update if self.instance.pk else None
        is_new = index is None or index >= self.initial_form_count()
        return super().get_form_kwargs(index) | (
            {"initial": {"status": newest.status}} if newest and is_new else {}
        )

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.instance in self.published:
            for field in form.fields.values():
                # A browser does not send disabled fields.
                field.disabled = not field.widget.is_hidden
        elif "corrects" in form.fields:
            form.fields["corrects"].queryset = self.published


class MomentBoxes:
    """For admins and inlines of drafts with moments."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name not in MOMENTS:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return MomentField(
            label=capfirst(db_field.verbose_name),
            help_text=db_field.help_text,
            required=not db_field.blank,
            show_hidden_initial=db_field.has_default(),
        )

    def with_translations(self, names):
        """Show moments as precisely as they are known to those who may only look."""
        found = []
        for name in super().with_translations(names):
            is_moment = isinstance(name, str) and name in MOMENTS
            found.append(moment_shown(self.opts.get_field(name)) if is_moment else name)
        return found


class MomentBoxesInline(MomentBoxes):
    """Keeps what only shows a moment out of the form, as for translations."""

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if not self.is_read_only(request, obj):
            return fields
        moments = [field for field in self.opts.concrete_fields if field.name in MOMENTS]
        return [*fields, *map(moment_shown, moments)]


@cache
def moment_shown(field):
    """Return the function that displays a moment of a row (cached as `translations_of`)."""

    @admin.display(description=field.verbose_name)
    def shown(draft):
        moment = Moment.of(draft, field.name)
        return moment.in_words(get_language()) if moment else "–"

    shown.__name__ = field.name
    return shown
