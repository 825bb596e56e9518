"""Judges documents by the schemas with an independent draft-07 validator.

agreement.py SCHEMAS CASES: CASES is a JSON list of {"schema", "text", "valid"}; prints each document of which
the validator thinks otherwise, and each schema that breaks a rule of the house. Exit code 1 where there is one.
"""
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    sys.exit("python3-jsonschema is missing: apt-get install python3-jsonschema")

ROOT = pathlib.Path(sys.argv[1]).resolve()
SCHEMAS = {path.as_uri(): json.loads(path.read_text()) for path in sorted(ROOT.rglob("*.json"))}
# Keys that are optional without a default: one of two, what an editor wants, and what most specs leave out, so that a
# filled-in spec stays short.
WITHOUT_DEFAULT = {"column", "columns", "$schema", "name", "trainable", "tie", "shared", "join"}
mistakes = []


def validator(name):
    uri = (ROOT / (name + ".json")).as_uri()
    resolver = jsonschema.RefResolver(uri, SCHEMAS[uri], store=SCHEMAS)
    return jsonschema.Draft7Validator(SCHEMAS[uri], resolver=resolver)


def name_of(uri):
    return uri[len(ROOT.as_uri()) + 1:-len(".json")]


def nodes(node, path=""):
    """All schemas within a schema, with their paths."""
    yield path, node
    for key in ("oneOf",):
        for index, each in enumerate(node.get(key, [])):
            yield from nodes(each, f"{path}/{key}/{index}")
    for key, each in node.get("properties", {}).items():
        yield from nodes(each, f"{path}/properties/{key}")
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            yield from nodes(node[key], f"{path}/{key}")


UNDERSTOOD = {
    "$schema", "title", "description", "default", "examples", "type", "enum", "const", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum", "properties", "required", "additionalProperties", "items",
    "minItems", "maxItems", "minLength", "$ref", "oneOf",
}


def check_schema(uri, schema):
    name = name_of(uri)

    def wrong(path, what):
        mistakes.append(f"schemas/{name}.json: {path or '/'}: {what}")

    try:
        jsonschema.Draft7Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        wrong("", f"not draft-07: {error.message}")
        return
    for key in ("$schema", "title", "description"):
        if key not in schema:
            wrong("", f"no {key}")
    if schema.get("title") != name.split("/")[-1] and "/" in name:
        wrong("/title", "is not the file's name")
    if name.startswith("results/"):  # what the program writes: tests/surface/results.py
        return
    for path, node in nodes(schema):
        for key in set(node) - UNDERSTOOD:
            wrong(path, f"the reader does not understand {key}")
        types = node.get("type", [])
        types = types if isinstance(types, list) else [types]
        if "integer" in types and not ("minimum" in node and "maximum" in node):
            wrong(path, "an integer without minimum and maximum")
        if "object" in types and "additionalProperties" not in node:
            wrong(path, "an object without additionalProperties")
        required = node.get("required", [])
        for key, each in node.get("properties", {}).items():
            below = f"{path}/properties/{key}"
            if not {"type", "enum", "const", "oneOf", "$ref"} & set(each):
                wrong(below, "no type, enum, const, oneOf or $ref")
            if "description" not in each and "const" not in each and "$ref" not in each:
                wrong(below, "no description")
            if key not in required and "default" not in each and key not in WITHOUT_DEFAULT:
                wrong(below, "neither required nor with a default")
            if key in required and "default" in each:
                wrong(below, "required, so its default has no effect")
            if "default" in each:
                resolver = jsonschema.RefResolver(uri, schema, store=SCHEMAS)
                for error in jsonschema.Draft7Validator(each, resolver=resolver).iter_errors(each["default"]):
                    wrong(below, f"its default breaks it: {error.message}")
    for index, example in enumerate(schema.get("examples", [])):
        for error in validator(name).iter_errors(example):
            wrong(f"/examples/{index}", error.message)


for uri, schema in SCHEMAS.items():
    check_schema(uri, schema)

cases = json.loads(pathlib.Path(sys.argv[2]).read_text())
validators = {}
for case in cases:
    name = case["schema"]
    if name not in validators:
        validators[name] = validator(name)
    errors = list(validators[name].iter_errors(json.loads(case["text"])))
    if (not errors) != case["valid"]:
        mistakes.append(
            f"{name}: reader says {case['message'] or 'valid'}, validator says "
            f"{errors[0].message if errors else 'valid'}\n  {case['text']}")
for mistake in mistakes:
    print(mistake)
print(f"{len(SCHEMAS)} schemas, {len(cases)} documents, {sum(case['valid'] for case in cases)} of them valid, "
      f"{len(mistakes)} mistakes")
sys.exit(1 if mistakes else 0)
