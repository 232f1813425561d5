# Sourced: settings for a portal on this machine, each only where neither the environment nor .env has one.

is_set() { [ -n "${!1+x}" ] || grep -Eqs "^(export )?$1=" .env; }

mkdir -p var
if ! is_set SECRET_KEY; then
  if [ ! -s var/secret-key ]; then
    (umask 077 && .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))' >var/secret-key)
  fi
  SECRET_KEY=$(cat var/secret-key)
  export SECRET_KEY
fi
is_set SITE_URL || export SITE_URL="http://127.0.0.1:${PORT:-8000}"
is_set ALLOWED_HOSTS || export ALLOWED_HOSTS="127.0.0.1,[::1],localhost,.localhost"
