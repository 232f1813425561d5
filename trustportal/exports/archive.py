import io
import zipfile

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a ZIP file can store


def repacked(data: bytes, replaced: dict[str, bytes]) -> bytes:
    """Return a ZIP file without the moment of its making: the same bytes each time.

    Some of its parts are replaced by others.
    """
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.external_attr = 0o644 << 16
            new.writestr(entry, replaced.get(name) or old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
