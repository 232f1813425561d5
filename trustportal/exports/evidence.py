"""The evidence pack: files, the chain that they belong to, and all that is needed to check both without the portal."""

import hashlib
import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SCHEMA = 1
SCRIPT = Path(__file__).with_name("verify_pack.py")
UNIX = 3  # else the system that packs would show in the bytes


class Pack:
    """A ZIP archive whose bytes depend on nothing but what is put in, its order, and the day."""

    def __init__(self, file, day):
        self.archive = ZipFile(file, "w")
        self.when = (max(day.year, 1980), day.month, day.day, 0, 0, 0)  # ZIP knows no earlier year
        self.sums = {}

    def add(self, name, content):
        info = ZipInfo(name, self.when)
        info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, UNIX, 0o644 << 16
        self.archive.writestr(info, content)
        self.sums[name] = hashlib.sha256(content).hexdigest()
        return self.sums[name]

    def add_json(self, name, value):
        self.add(name, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())

    def close(self):
        """Add the script and the sums of all that is in the pack."""
        self.add(SCRIPT.name, SCRIPT.read_bytes())
        self.add(
            "SHA256SUMS",
            "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(self.sums.items())).encode(),
        )
        self.archive.close()
