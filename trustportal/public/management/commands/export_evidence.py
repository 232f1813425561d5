from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from trustportal.language.locales import today
from trustportal.public.packs import pack_name, public_on, write_pack


class Command(BaseCommand):
    help = (
        "Write an evidence pack (ZIP): every document as of a day, the chain up to it, "
        "and a script that checks both."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            metavar="DATE",
            help="a past day (UTC); today if absent",
        )
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="evidence-DATE.zip in this folder if absent"
        )

    def handle(self, as_of, output, **options):
        day = as_of or today()
        if day > today():
            raise CommandError(f"{day} is in the future.")
        output = output or Path(pack_name(day))
        versions = list(public_on(day))
        if not versions:
            raise CommandError(f"Nothing was public on {day}.")
        try:
            with output.open("xb") as file:
                write_pack(file, versions, day)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        self.stdout.write(f"{output}: {len(versions)} documents as of {day}.")
