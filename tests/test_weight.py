"""A first visit moves little: measured by a browser, at the server that `make run` starts."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

pytestmark = pytest.mark.browser

MOST, MOST_OF_APPLE = 30_000, 60_000  # bytes, as promised; seen: 13,000 and 20,000
APPLE = "/sharing/apple/"
OTHERS = [
    "/",
    "/sharing/",
    "/sharing/jamf/",
    "/sharing/apple/history/",
    "/sharing/apple/compare/2..5/",
    "/changes/",
    "/search/?q=imei",
    "/pages/",
    "/pages/data-security/",
    "/sharing/nobody/",
]
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "tests", "var")
ICON = (
    "fetch(document.querySelector('link[rel=icon]').href)"
    ".then((response) => response.arrayBuffer()).then(() => 1)"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A new clone of this portal, served without this machine's own settings and database."""
    clone = tmp_path_factory.mktemp("weight") / "portal"
    shutil.copytree(settings.BASE_DIR, clone, ignore=NOT_COPIED)
    (clone / ".venv").symlink_to(sys.prefix)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    env = {"PATH": os.environ["PATH"], "PORT": port}
    # The admin's many files take long to compress, and no public page uses them.
    collect = [
        clone / "scripts/manage",
        "collectstatic",
        "--noinput",
        "--ignore=admin",
        "--verbosity=0",
    ]
    subprocess.run(collect, env=env, check=True)
    with (clone / "log").open("w") as log:
        server = subprocess.Popen([clone / "scripts/run"], env=env, stdout=log, stderr=log)
    try:
        wait_for(server, f"http://127.0.0.1:{port}/healthz/", clone / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(server, address, log: Path):
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            return urlopen(address, timeout=5).close()
        except URLError:
            time.sleep(0.1)
    pytest.fail(log.read_text())


def first_visit(chromium, address):
    """Return {address: bytes} of all that a browser without a cache gets, headers included."""
    asked, moved = {}, {}
    with chromium.new_context() as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.on(
            "Network.requestWillBeSent",
            lambda event: asked.update({event["requestId"]: event["request"]["url"]}),
        )
        network.on(
            "Network.loadingFinished",
            lambda event: moved.update({event["requestId"]: event["encodedDataLength"]}),
        )
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(address)
        page.evaluate(ICON)  # a browser gets it for its tab, but does not report it
    return {
        asked[number]: int(size)
        for number, size in moved.items()
        if not asked[number].startswith("data:")
    }


def test_the_first_visit_is_light(chromium, served):
    weights = {address: first_visit(chromium, served + address) for address in [APPLE, *OTHERS]}
    assert sorted(Path(url).suffix for url in weights[APPLE]) == ["", ".css", ".css", ".js", ".svg"]
    totals = {address: sum(moved.values()) for address, moved in weights.items()}
    for address, total in totals.items():
        print(f"{total:6} bytes in {len(weights[address])} answers: {address}")  # noqa: T201, shown by -rP
    assert totals.pop(APPLE) <= MOST_OF_APPLE
    assert {address: total for address, total in totals.items() if total > MOST} == {}
