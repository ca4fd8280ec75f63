"""What the tests of broken files share: a case, and how a file is refused."""

from pathlib import Path

import pytest

from heckman_nl.errors import DataFileError


def case(*values):
    """A case."""
    return pytest.param(*values)


def check_refused(read, file, says=()):
    """Reading fails with a DataFileError of one line that names the file and says what is wanted; returns it."""
    with pytest.raises(DataFileError) as caught:
        read()
    error, message = caught.value, str(caught.value)
    assert Path(error.file).name == file
    assert error.file in message
    assert "\n" not in message
    for word in says:
        without_path = message.replace(error.file, "")  # the name of a temporary folder may hold the word
        assert word in without_path, f"{word!r} is not in {without_path!r}"
    return error
