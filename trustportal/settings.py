"""Settings, all of them from the environment or from `.env`.

`.env.example` names each with a sentence.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")

# Whose portal this is

SITE_URL = env.str("SITE_URL").rstrip("/")
COMPANY_NAME = env.str("COMPANY_NAME", default="Example Cloud")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
ACCENT_COLOR = env.str("ACCENT_COLOR", default="#0b57a4")
IMPRINT_URL = env.str("IMPRINT_URL", default="")
PRIVACY_NOTICE_URL = env.str("PRIVACY_NOTICE_URL", default="")

NOTICE_DAYS = env.int("NOTICE_DAYS", default=30)
REQUIRE_SECOND_PERSON = env.bool("REQUIRE_SECOND_PERSON", default=False)
REQUIRED_FACTS = [name.strip() for name in env.list("REQUIRED_FACTS", default=[])]

site = urlsplit(SITE_URL)
if site.scheme not in ("http", "https") or not site.hostname or site.path or site.query:
    raise ImproperlyConfigured(
        "SITE_URL must be a scheme and a host, for example https://trust.example.com"
    )


def language(code):
    """Return (code, name), as Django wants it."""
    if code not in LANG_INFO:
        raise ImproperlyConfigured(
            f"LANGUAGES names {code!r}, which is not a language code that Django knows"
        )
    return code, translation.gettext_lazy(LANG_INFO[code]["name"])  # which Django translates


# Django

INSTALLED_APPS = [
    "trustportal",
    "trustportal.pages",
    "incidents",
    "subprocessors",
    "sharing",
    "trustportal.vocabulary",
    "trustportal.staff",
    "trustportal.public",
    "trustportal.publishing",
    "trustportal.exports",
    "trustportal.record",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "i18nfield",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "trustportal.public.middleware.AddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# The kinds of pages, in the order of the navigation and of the home page.
# See trustportal/public/kinds.py.
PAGE_KINDS = [
    "subprocessors.kind.REGISTER",
    "sharing.kind.VENDOR",
    "incidents.kind.INCIDENT",
    "incidents.kind.ALL_CLEAR",
    "trustportal.pages.kind.STATEMENT",
]

ROOT_URLCONF = "trustportal.urls"
WSGI_APPLICATION = "trustportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trustportal.public.context.portal",
            ],
        },
    },
]

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'portal.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue up instead of failing: the lock is taken when a transaction begins, readers go
    # on meanwhile.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Languages: the first is the authoritative one, and the one without a prefix in its addresses.

LANGUAGES = [language(code) for code in env.list("LANGUAGES", default=["en", "de"])]
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "var" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# People

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Security: the scheme of SITE_URL decides what needs TLS

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = site.scheme == "https"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if site.scheme == "https" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
APPEND_SLASH = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # What visitors ask for wrongly is no matter for the operator's log.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
