"""The models whose exports are run."""

import pytest
from exports import EXAMPLES


@pytest.fixture(scope="session")
def examples(tmp_path_factory):
    """Models of five tables, with rows that did not train them."""
    folder = tmp_path_factory.mktemp("examples")
    return [make(folder) for make in EXAMPLES]
