"""Settings for tests: the real ones, with made-up values for those from the environment."""

import os

import environ

# A developer's .env must not decide how tests end.
environ.Env.read_env = lambda *args, **kwargs: None

os.environ.update(
    SECRET_KEY="only-for-tests-" + "x" * 50,
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    SITE_URL="http://localhost",
    COMPANY_NAME="Example Cloud",
    LANGUAGES="en,de",
    DEBUG="false",
)

from trustportal.settings import *  # noqa: E402, F403

MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
