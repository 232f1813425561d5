from django.urls import reverse


def address_of(document, view, *args):
    """Return the address of one of the admin's pages about a document."""
    opts = document._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{view}", args=[document.pk, *args])
