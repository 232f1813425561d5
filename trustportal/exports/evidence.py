"""The evidence pack: files, their chain, and the means to check both without the portal."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SCHEMA = 1
SCRIPT = Path(__file__).with_name("verify_pack.py")
UNIX = 3  # otherwise the bytes would depend on the operating system


class Pack:
    """A ZIP archive whose bytes depend only on its content, the order, and the day."""

    def __init__(self, file: BinaryIO, day: date) -> None:
        self.archive = ZipFile(file, "w")
        self.when = (max(day.year, 1980), day.month, day.day, 0, 0, 0)  # ZIP has no earlier year
        self.sums: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> str:
        """Put a file into the pack and return its SHA-256."""
        info = ZipInfo(name, self.when)
        info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, UNIX, 0o644 << 16
        self.archive.writestr(info, content)
        self.sums[name] = hashlib.sha256(content).hexdigest()
        return self.sums[name]

    def add_json(self, name: str, value: Any) -> None:
        self.add(name, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())

    def close(self) -> None:
        """Add the script and the SHA-256 sums of all files in the pack."""
        self.add(SCRIPT.name, SCRIPT.read_bytes())
        lines = [f"{sha256}  {name}\n" for name, sha256 in sorted(self.sums.items())]
        self.add("SHA256SUMS", "".join(lines).encode())
        self.archive.close()
