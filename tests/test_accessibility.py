"""Everybody can read every page: axe finds nothing, nothing scrolls sideways, keys suffice."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import reword
from .kinds_of_page import every_page, furnish

pytestmark = pytest.mark.browser

AXE = Axe()
RUN = "([where, options]) => axe.run(where, options).then(results => results.violations)"
EVERY_RULE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}

# Which elements stand out of the window. What is hidden, such as filtered rows, is shown first.
OUTSIDE = """() => {
  for (const element of document.querySelectorAll("[hidden]")) element.hidden = false;
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  const found = [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > width + 1);
  return ["the page", ...found.map((e) => [e.tagName.toLowerCase(), ...e.classList].join("."))];
}"""

WATCH_FOCUS = """() => {
  const focusable = "a[href], button, select, input:not([type=hidden])";
  window.everything = [...document.querySelectorAll(focusable)].filter((e) => e.checkVisibility());
  window.reached = new Set();
  window.unseen = new Set();
  document.addEventListener("focusin", ({ target }) => {
    reached.add(target);
    const { outlineStyle, outlineWidth } = getComputedStyle(target);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) unseen.add(target);
  });
}"""


@pytest.fixture
def portal(live_server):
    furnish()
    return live_server.url


def axe(page, options=EVERY_RULE, where="html"):
    """Return (rule, element, what is wrong) for each finding of axe on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    return [
        (violation["id"], " ".join(map(str, node["target"])), node["failureSummary"])
        for violation in page.evaluate(RUN, [where, options])
        for node in violation["nodes"]
    ]


def faults(page, width):
    """Return what axe finds, light and dark, and what stands out at this width or narrower."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="light")
    found = axe(page)
    page.emulate_media(color_scheme="dark")  # changes colours and nothing else
    found += [("dark", *finding) for finding in axe(page, COLOURS)]
    for narrower in {width, 320}:
        page.set_viewport_size({"width": narrower, "height": 800})
        found += [(f"wider than {narrower} px", element) for element in page.evaluate(OUTSIDE)]
    return found


# The longer German words where there is less room for them.
@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/de", 360)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium, portal, language, width):
    found = []
    with chromium.new_page() as page:
        for name, address, status in every_page(language):
            assert page.goto(portal + address).status == status, address
            found += [" | ".join((name, *fault)) for fault in faults(page, width)]
    assert not found, "\n".join(found)


def test_the_keyboard_reaches_everything_first_the_way_past_the_masthead(
    chromium, live_server, published_apple
):
    with chromium.new_page(viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{live_server.url}/sharing/apple/")
        skip = page.get_by_role("link", name="Skip to the content")
        assert skip.bounding_box()["x"] < 0
        page.keyboard.press("Tab")
        assert skip.evaluate("e => e === document.activeElement")
        assert skip.bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.querySelector('main a')")

        page.reload()
        page.evaluate(WATCH_FOCUS)
        for _ in range(
            page.evaluate("everything.length") * 2
        ):  # a date takes the key several times
            page.keyboard.press("Tab")
        assert (
            page.evaluate("everything.filter((e) => !reached.has(e)).map((e) => e.outerHTML)") == []
        )
        assert page.evaluate("[...unseen].map((e) => e.outerHTML)") == []


@pytest.mark.parametrize(
    "address", ["/admin/sharing/vendor/{pk}/publish/", "/admin/publish/?document=vendor/{pk}"]
)
def test_axe_finds_nothing_serious_on_the_pages_that_publish(
    chromium, live_server, published_apple, published_security, publisher, client, address
):
    reword(published_security)
    published_apple.elements.filter(name="IMEI").update(
        purpose={"en": "Another purpose.", "de": "Ein anderer Zweck."}
    )
    client.force_login(publisher)
    session = {
        "name": "sessionid",
        "value": client.cookies["sessionid"].value,
        "url": f"{live_server.url}/admin/",
    }
    with chromium.new_context() as context:
        context.add_cookies([session])
        page = context.new_page()
        for scheme in ("light", "dark"):
            # Before the page is opened: its links change colour slowly.
            page.emulate_media(color_scheme=scheme)
            page.goto(live_server.url + address.format(pk=published_apple.pk))
            assert page.locator("#content-main del").count() > 0
            assert axe(page, EVERY_RULE, "#content-main") == []
