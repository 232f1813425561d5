from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from trustportal.language.texts import clean_text
from trustportal.record.models import Version
from trustportal.record.search import folded


class Command(BaseCommand):
    help = (
        "Erase content from the record, as a court or data subject may demand. Without "
        "--positions: list each version, in every language, that holds the text. With --positions "
        "and --because: empty those versions for good."
    )

    def add_arguments(self, parser):
        parser.add_argument("text", help="what to look for, ignoring case")
        parser.add_argument(
            "--positions", nargs="+", type=int, default=[], metavar="N", help="versions to empty"
        )
        parser.add_argument(
            "--because", default="", help="the public reason, without the text itself"
        )

    def handle(self, text, positions, because, **options):
        found = {version.position: places for version, places in self.holders(text)}
        unknown = sorted(set(positions) - set(found))
        if unknown:
            raise CommandError(
                f"These positions do not hold the text: {', '.join(map(str, unknown))}"
            )
        if not positions:
            return
        if not because:
            raise CommandError("Say why with --because; the reason is public.")
        if folded(text) in folded(because):
            raise CommandError("The public reason repeats the text that is to be erased.")
        try:
            clean_text(because, multiline=True)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        for version in Version.objects.filter(position__in=positions).order_by("position"):
            done = "erased" if version.redact(because) else "was erased before"
            self.stdout.write(f"Position {version.position}, {version}: {done}.")
        self.stdout.write(
            "Drafts, backups, and what readers downloaded are not touched by this command."
        )

    def holders(self, text):
        """Print and yield each version that holds the text, with the places."""
        sought, count = folded(text), 0
        for version in Version.objects.order_by("position").iterator(chunk_size=100):
            places = [place for place, words in texts_of(version) if sought in folded(words)]
            if places:
                count += 1
                self.stdout.write(
                    f"Position {version.position}, {version}: {', '.join(dict.fromkeys(places))}"
                )
                yield version, places
        self.stdout.write(f"{count} versions hold the text.")


def texts_of(version):
    """Yield (place, text) of all that a version says; `data.de` and so on name the language."""
    yield "address (cannot be erased)", version.slug
    yield "source", version.source
    for language, text in version.note.items():
        yield f"note.{language}", text
    for language, page in version.data.items():
        yield from ((f"data.{language}", text) for text in strings(page))


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from strings(entry)
