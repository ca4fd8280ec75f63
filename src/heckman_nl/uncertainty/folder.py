"""The folder of a probabilistic sensitivity analysis: a manifest of what was asked, and a Parquet file per finished batch."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import HeckmanError, InputError
from ..writing import write_files

if TYPE_CHECKING:
    from ..scenario import Scenario

FORMAT = 1
MANIFEST = "manifest.json"


class Folder:
    """Finished batches on disk, each file there whole or not at all. A folder belongs to one specification; another is refused."""

    def __init__(self, path: Path, fingerprint: str, content: dict[str, Any]):
        need_parquet()
        self.path, self.fingerprint = path, fingerprint
        manifest = path / MANIFEST
        content = json.loads(json.dumps({"format": FORMAT, "fingerprint": fingerprint, **content}, allow_nan=False))
        there = read_manifest(path) if manifest.exists() else {}
        differ = sorted(k for k in content if there and k != "draws" and there.get(k) != content[k])
        if differ:
            raise InputError(
                f"{path} holds another analysis (different: {', '.join(differ)}). Name another folder, or remove it"
            )
        if there.get("draws", 0) < content["draws"]:
            write_files({manifest: json.dumps(content, indent=1)})

    def file(self, first: int, last: int) -> Path:
        return self.path / f"draws-{first:06d}-{last:06d}.parquet"

    def read(self, first: int, last: int) -> list[dict[str, Any]] | None:
        """Rows of a batch, or None where it is not there."""
        file = self.file(first, last)
        return read_batch(file, self.fingerprint) if file.exists() else None

    def write(self, first: int, last: int, rows: list[dict[str, Any]]) -> None:
        import io

        import pandas as pd

        frame = pd.DataFrame(rows)
        frame.attrs = {"fingerprint": self.fingerprint}
        buffer = io.BytesIO()
        frame.to_parquet(buffer)
        write_files({self.file(first, last): buffer.getvalue()})


def read_batch(file: Path, fingerprint: str) -> list[dict[str, Any]]:
    """Rows of a finished batch; InputError where it is of another analysis."""
    import pandas as pd

    frame = pd.read_parquet(file)
    if frame.attrs.get("fingerprint") != fingerprint:
        raise InputError(f"{file} is of another analysis: remove it")
    return [
        {key: value for key, value in row.items() if not (isinstance(value, float) and np.isnan(value))}
        for row in frame.to_dict("records")
    ]


def need_parquet() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise HeckmanError(
            "batches are kept as Parquet files, which needs pyarrow. Install it with: pip install 'heckman-nl[psa]'"
        ) from None


def read_manifest(path: Path) -> dict[str, Any]:
    """What a folder says of its analysis; InputError where it is none, or of another format."""
    try:
        content = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        known = content["format"] == FORMAT
    except OSError:
        raise InputError(f"{path} is no folder of a probabilistic sensitivity analysis: it has no {MANIFEST}") from None
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"{path / MANIFEST} cannot be read: it was not written by this library, or by a much older one"
        ) from None
    if not known:
        raise InputError(f"{path} has format {content['format']}, this version reads {FORMAT}: run the analysis again")
    return content


def in_json(scenario: Scenario) -> dict[str, Any]:
    """A scenario in plain values, for `out_of_json`; what is as it is by default is left out."""
    items = [item.model_dump(exclude_defaults=True) for item in scenario.interventions]
    return {"name": scenario.name, "interventions": items, "changes": [asdict(change) for change in scenario.changes]}


def out_of_json(content: dict[str, Any]) -> Scenario:
    """The scenario that `in_json` wrote."""
    from ..interventions import Intervention
    from ..scenario import Change, Scenario

    items = tuple(Intervention(**item) for item in content["interventions"])
    return Scenario(content["name"], items, tuple(Change(**change) for change in content["changes"]))
