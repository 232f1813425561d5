from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from trustportal.record import triggers
from trustportal.record.canonical import timestamp
from trustportal.record.chain import first_fault
from trustportal.record.models import SearchText, Version


class Command(BaseCommand):
    help = (
        "Walk the record's chain, name the first row that does not fit, and look up digests that "
        "somebody kept."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "digests",
            nargs="*",
            metavar="DIGEST",
            help="a digest or content SHA-256 kept elsewhere",
        )

    def handle(self, digests, **options):
        faults = [
            f"The trigger {name} is missing or altered." for name in triggers.missing(connection)
        ]
        fault = first_fault()
        if fault:
            faults.append(str(fault))
        for row in SearchText.objects.unlike_their_version():
            faults.append(
                f"What readers see of {row} is not what the version says: run rebuild_search."
            )
        for digest in digests:
            faults += self.look_up(digest.strip().lower(), fault)
        if faults:
            raise CommandError("\n".join(faults))
        last = Version.objects.order_by("-position").first()
        if last is None:
            self.stdout.write("The record is empty.")
        else:
            self.stdout.write(
                f"{last.position} versions, the chain is unbroken. "
                f"Its last digest is {last.digest}."
            )

    def look_up(self, digest, fault):
        """Print a digest's version; return a fault if it is unknown or after a broken place."""
        version = Version.objects.filter(digest=digest).first()
        version = version or Version.objects.filter(content_sha256=digest).first()
        if version is None:
            return [f"{digest}: not in the record."]
        if fault and fault.position <= version.position:
            return [f"{digest}: at position {version.position}, after the broken place."]
        self.stdout.write(
            f"{digest}: position {version.position}, {version}, "
            f"published {timestamp(version.published_at)}."
        )
        return []
