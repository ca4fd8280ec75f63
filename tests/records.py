"""Records whose fields are read quickly: what lives without the compiler spend three quarters of their time on."""

import numpy as np

SLOW = np.record.__getattribute__


def read(record, name):
    """A field, else what any record has; NumPy looks the other way round, and raises an error before each field."""
    try:
        return np.void.__getitem__(record, name)
    except (ValueError, KeyError):
        return SLOW(record, name)


def read_quickly() -> None:
    """For this process: attributes of records are fields first. The same values, and the same memory behind them."""
    np.record.__getattribute__ = read
