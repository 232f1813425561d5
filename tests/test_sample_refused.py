"""The sample never enters a real record."""

import pytest
from django.core.management import CommandError, call_command

from sharing.models import Vendor
from trustportal.record.models import Version
from trustportal.vocabulary.models import DataCategory


@pytest.mark.parametrize(
    "url",
    [
        "https://trust.example.com",
        "http://localhost.example.com",
        "http://192.168.0.1",
        "http://10.127.0.1:8000",
    ],
)
def test_a_host_that_is_not_this_machine_refuses_the_sample(db, settings, url):
    settings.SITE_URL = url
    with pytest.raises(CommandError, match="The sample must never enter a real record"):
        call_command("load_sample")
    assert [model.objects.count() for model in (Version, Vendor, DataCategory)] == [0, 0, 0]
