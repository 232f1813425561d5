"""Browsers whose every page is watched: what they complain of, and what they ask of whom."""

from contextlib import contextmanager


@contextmanager
def watched(chromium, portal):
    """Give a function that opens a browser; none may complain or ask elsewhere until the end."""
    contexts, complaints = [], []

    def complain(message):
        if message.type in ("error", "warning"):
            complaints.append(f"{message.page.url}: {message.text}")

    def stay_here(request):
        if not request.url.startswith((f"{portal}/", "data:")):
            complaints.append(f"{request.url} was asked for")

    def browser(**options):
        context = chromium.new_context(base_url=portal, **options)
        context.on("console", complain)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("request", stay_here)
        contexts.append(context)
        return context.new_page()

    try:
        yield browser
    finally:
        for context in contexts:
            context.close()
    assert complaints == []
