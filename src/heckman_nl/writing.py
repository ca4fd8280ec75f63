"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from .errors import InputError


def write_files(contents: dict[Path, str | bytes]) -> list[Path]:
    """Write files so that each is there whole, and all or none of them; a folder that does not exist is made."""
    parts: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            if path.is_dir():
                raise IsADirectoryError(0, "it is a folder", str(path))
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
                parts[path] = Path(part.name)
                part.write(content.encode("utf-8") if isinstance(content, str) else content)
            parts[path].chmod(0o644)
        for path, part in parts.items():
            os.replace(part, path)
    except OSError as error:
        raise InputError(f"cannot write {error.filename or path}: {error.strerror or error}") from None
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    return list(contents)
