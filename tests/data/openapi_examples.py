"""Checks each example of an OpenAPI 3.1 document (on stdin) against its own schema.

Prints how many there are and what is wrong with each that does not hold, and fails if one does not."""

import json
import sys

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

BASE = "urn:openapi"
document = json.load(sys.stdin)
registry = Registry().with_resource(BASE, DRAFT202012.create_resource(document))


def examples(value, path=()):
    """Each example, with where it stands and where its schema does."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from examples(item, (*path, index))
    elif isinstance(value, dict):
        # Beside `schema` it is one of a parameter or of a media type; otherwise it stands in its schema.
        schema = (*path, "schema") if "schema" in value else path
        is_names = path and path[-1] == "properties"
        for name, member in value.items():
            here = (*path, name)
            if is_names or name not in ("example", "examples", "default"):
                yield from examples(member, here)
            elif name == "examples" and isinstance(member, dict):
                for key, example in member.items():
                    yield (*here, key), schema, example["value"]
            elif name == "examples":
                for index, example in enumerate(member):
                    yield (*here, index), schema, example
            else:
                yield here, schema, member


def pointer(path):
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D") for part in path)


count, wrong = 0, 0
for here, schema, example in examples(document):
    count += 1
    validator = Draft202012Validator(
        {"$ref": f"{BASE}#{pointer(schema)}"},
        registry=registry,
        format_checker=FormatChecker(),
    )
    for error in validator.iter_errors(example):
        wrong += 1
        print(f"{pointer(here)}: {error.message}")
print(f"{count} examples, {wrong} wrong")
sys.exit(1 if wrong or not count else 0)
