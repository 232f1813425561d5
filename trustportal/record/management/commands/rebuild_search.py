from django.core.management.base import BaseCommand

from trustportal.record.locks import writing
from trustportal.record.models import SearchText, Version


class Command(BaseCommand):
    help = (
        "Rebuild the search index from the current versions, such as after a release that reads "
        "them differently."
    )

    def handle(self, **options):
        with writing():
            SearchText.objects.all().delete()
            for version in Version.objects.public().iterator(chunk_size=100):
                SearchText.objects.index(version)
        self.stdout.write(f"{SearchText.objects.count()} pages and languages can be searched.")
