"""Write model.schema.json from the records that lrcli reads: `python docs/schema.py`."""

import json
from pathlib import Path

import msgspec

from lrcli.model.linear import Model


def schema() -> str:
    return json.dumps(msgspec.json.schema(Model), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("model.schema.json").write_text(schema(), encoding="utf-8")
