"""What `make run` does before it serves, in one process so that a second start is quick."""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.http.request import split_domain_port, validate_host
from django.urls import reverse

from trustportal.management.commands.load_sample import is_loopback
from trustportal.record.models import Version

User = get_user_model()


class Command(BaseCommand):
    help = (
        "Prepare the database: tables, roles, clocks; if it is empty, sample and first account. "
        "Runs twice safely."
    )

    def handle(self, **options):
        host = urlsplit(settings.SITE_URL).hostname
        if not is_allowed_host():
            raise CommandError(f"ALLOWED_HOSTS does not name {host}, the host of SITE_URL.")

        call_command("migrate", interactive=False, verbosity=0)
        call_command("setup_roles", verbosity=0)
        call_command("setup_clocks", verbosity=0)
        call_command("setup_transfers", verbosity=0)

        # A portal with people has its own content or will get it.
        if not User.objects.exists():
            if is_loopback(host) and not Version.objects.exists():
                self.load_sample()
            self.create_first_account()

        if not has_imprint():
            self.stdout.write(
                "Before going public: publish a statement “imprint”, or set IMPRINT_URL."
            )
        self.stdout.write(f"Site:  {settings.SITE_URL}/")
        self.stdout.write(f"Admin: {settings.SITE_URL}{reverse('admin:index')}")

    def load_sample(self):
        self.stdout.write("Loading the sample …")
        self.stdout.flush()
        call_command("load_sample", verbosity=0)

    def create_first_account(self):
        password = secrets.token_urlsafe(15)
        User.objects.create_superuser("admin", password=password)
        self.stdout.write(f"The first account, shown only this once: admin, password {password}")


def is_allowed_host():
    host, _port = split_domain_port(urlsplit(settings.SITE_URL).netloc)
    return validate_host(host, settings.ALLOWED_HOSTS)


def has_imprint():
    if settings.IMPRINT_URL:
        return True
    return Version.objects.public().of("page", "imprint").exists()
