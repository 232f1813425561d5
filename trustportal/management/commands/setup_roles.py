from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand
from django.db.models import Q

from incidents.models import ClockRule
from trustportal.exports.models import Export
from trustportal.public.kinds import documents, kinds
from trustportal.publishing.models import Edit
from trustportal.record.models import Version
from trustportal.vocabulary.models import Word

EDIT = ("add", "change", "delete", "view")


class Command(BaseCommand):
    help = (
        "Create the groups Editors, Publishers and Legal, with their permissions. "
        "Safe to run twice."
    )

    def handle(self, verbosity, **options):
        self.verbosity = verbosity
        parts = []
        for kind in kinds().values():
            parts += kind.parts
        words = [model for model in apps.get_models() if issubclass(model, Word)]
        drafts = [*documents(), *parts, *words]
        records = [Version, Edit, Export]
        editing = permissions(drafts, EDIT) | permissions([*records, ClockRule], ("view",))
        self.make("Editors", editing)
        self.make("Publishers", editing | permissions(documents(), ("publish",)))
        self.make(
            "Legal", permissions([*drafts, *records], ("view",)) | permissions([ClockRule], EDIT)
        )

    def make(self, name, granted):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(Permission.objects.filter(granted))
        if self.verbosity:
            self.stdout.write(f"{name}: {group.permissions.count()} permissions")


def permissions(models, verbs):
    """Return a condition that selects the permissions to do these things with these models."""
    condition = Q(pk__in=[])
    for model in models:
        content_type = ContentType.objects.get_for_model(model)
        names = [f"{verb}_{model._meta.model_name}" for verb in verbs]
        condition |= Q(content_type=content_type, codename__in=names)
    return condition
