"""Forms as a browser reads and sends them."""

from lxml import html

BUTTONS = ("submit", "button", "image", "reset")
TICKED = ("checkbox", "radio")


def form_holding(response, name):
    """Return {name: value} that a browser would send of the form with a field of this name."""
    (form,) = [form for form in html.fromstring(response.text).forms if name in form.fields]
    return {field.name: value_of(field) for field in form.inputs if field.name and is_sent(field)}


def is_sent(field):
    kind = field.get("type")
    return (
        field.get("disabled") is None
        and kind not in BUTTONS
        and (kind not in TICKED or field.checked)
    )


def value_of(field):
    if field.tag == "textarea":
        # A browser drops the line break that opens the box, and sends all others as CR LF.
        return (field.value or "").removeprefix("\n").replace("\n", "\r\n")
    if field.get("type") in TICKED:
        return field.get("value", "on")
    return field.value or ""


def text_of(response):
    """Return the words of a page's content in one line, as they are read."""
    page = html.fromstring(response.text)
    content = (page.xpath('//*[@id="content"]') or page.xpath("//main") or [page])[0]
    return " ".join(" ".join(content.itertext()).split())


def opened(browser, address, name):
    """Open a page and return what its form with a field of this name would send."""
    response = browser.get(address)
    assert response.status_code == 200, f"{address} answers {response.status_code}"
    return form_holding(response, name)
