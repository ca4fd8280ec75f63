"""The command line `heckman-nl`: thin, every command one call of the library.

Exit codes: 0 done, 1 a check failed, 2 wrong use. With `--json` standard output holds one JSON object and nothing else.
"""

from . import known, scenarios, psa, sensitivity, curve, baseline  # noqa: F401, I001  (each registers its commands, in the order of the help)
from .common import app


def main() -> None:
    """Entry point; usage errors of typer exit with 2 as well."""
    app()
