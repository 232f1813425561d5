"""What tests need of the machine."""

import os

import pytest


def missing(sentence):
    """Skip a test whose program is not there; in CI, fail it."""
    pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
