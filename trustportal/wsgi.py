import os

from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustportal.settings")

application = get_wsgi_application()
# Settings that stop every command stop the server, too.
BaseCommand().check(tags=["settings"])
