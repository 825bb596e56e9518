"""Judges what every command prints for programs by schemas/results, with an independent draft-07 validator.

results.py AIMODEL ROOT: runs the program on the examples in ROOT/data. Each document must be valid; each of a document's
keys must be missed where it is required and it is taken away, and noticed where it has another name or a value of another
type; and each key that a schema knows must stand in some document. Prints what is otherwise, and exits with 1 then.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

try:
    import jsonschema
except ImportError:
    sys.exit("python3-jsonschema is missing: apt-get install python3-jsonschema")

warnings.simplefilter("ignore", DeprecationWarning)  # later versions resolve references by another package
AIMODEL, ROOT = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
STORE = {path.as_uri(): json.loads(path.read_text()) for path in sorted((ROOT / "schemas").rglob("*.json"))}
RESULTS = (ROOT / "schemas" / "results").as_uri() + "/"
# Keys of rare occasions, which no document here has.
RARE = {
    "training_record.json#/definitions/rows/properties/measured_rows",  # of more than 65,536 rows
    "inspect_csv.json#/definitions/column/properties/numbers/properties/standard_deviation_reason",  # it is infinite
}
mistakes = []
seen = set()  # URIs of properties
mutations = collections.Counter()  # by property and kind


def resolved(uri):
    """The schema behind a URI, and the URI behind its $ref where it is one."""
    while True:
        file, _, pointer = uri.partition("#")
        node = STORE[file]
        for key in filter(None, pointer.split("/")):
            node = node[int(key) if isinstance(node, list) else key]
        if "$ref" not in node:
            return node, uri
        where, _, pointer = node["$ref"].partition("#")
        base = file if not where else os.path.normpath(file.removeprefix("file://").rsplit("/", 1)[0] + "/" + where)
        uri = ("file://" if where else "") + base + "#" + pointer


def valid(uri, value):
    resolver = jsonschema.RefResolver(uri, STORE[uri.partition("#")[0]], store=STORE)
    return jsonschema.Draft7Validator({"$ref": uri}, resolver=resolver).is_valid(value)


def mutate(uri, node, value, where):
    """A value's keys taken away, named otherwise, and given values of another type."""
    for key in value:
        changes = {}
        if key in node.get("required", []):
            changes["without it"] = {k: v for k, v in value.items() if k != key}
        if node.get("additionalProperties") is False and key in node["properties"]:
            changes["named otherwise"] = {k + "s" if k == key else k: v for k, v in value.items()}
        property_, _ = resolved(f"{uri}/properties/{key}" if key in node.get("properties", {}) else uri)
        if key in node.get("properties", {}) and set(property_) - {"description"}:
            changes["of another type"] = {**value, key: [["x"]] if property_.get("type") != "array" else {"x": "y"}}
        for what, changed in changes.items():
            mutations[uri, key, what] += 1
            if mutations[uri, key, what] > 3:
                continue
            if valid(uri, changed):
                mistakes.append(f"{where}: {key}, {what}, is valid for {uri.removeprefix(RESULTS)}")


def walk(uri, value, where):
    """Marks the properties that a valid value has, and mutates each of its objects."""
    node, uri = resolved(uri)
    if not uri.startswith(RESULTS):  # a spec, which has a test of its own
        return
    for index, each in enumerate(node.get("oneOf", [])):
        if valid(f"{uri}/oneOf/{index}", value):
            walk(f"{uri}/oneOf/{index}", value, where)
    if isinstance(value, list) and "items" in node:
        for index, each in enumerate(value):
            # Of rows that are alike the first ones are mutated; all are looked at.
            walk(f"{uri}/items", each, f"{where}/{index}" if index < 2 else None)
    if not isinstance(value, dict):
        return
    for key, each in value.items():
        if key in node.get("properties", {}):
            seen.add(f"{uri}/properties/{key}")
            walk(f"{uri}/properties/{key}", each, where and f"{where}/{key}")
        elif isinstance(node.get("additionalProperties"), dict):
            walk(f"{uri}/additionalProperties", each, where and f"{where}/{key}")
    if where:
        mutate(uri, node, value, where)


def judge(name, command, documents):
    uri = RESULTS + name + ".json#"
    resolver = jsonschema.RefResolver(uri, STORE[uri[:-1]], store=STORE)
    validator = jsonschema.Draft7Validator({"$ref": uri}, resolver=resolver)
    for index, document in enumerate(documents):
        errors = sorted(validator.iter_errors(document), key=lambda error: list(error.path))
        for error in errors:
            path = "/".join(map(str, error.absolute_path))
            mistakes.append(f"{command}: line {index + 1}: results/{name}: /{path}: {error.message[:300]}")
        if not errors:
            walk(uri, document, command if index == 0 else None)


def run(command, expected=0):
    environment = {"PATH": f"{AIMODEL.parent}:/usr/bin:/bin", "AIMODEL_THREADS": "2"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
        if name in os.environ:
            environment[name] = os.environ[name]
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment)
    if done.returncode != expected:
        mistakes.append(f"{command}: exit code {done.returncode}, not {expected}\n{done.stderr}")
    return done


def document(name, command, expected=0):
    text = run(command, expected).stdout
    if text:
        judge(name, command, [json.loads(text)])


def lines(name, command, stream="stdout", expected=0):
    texts = getattr(run(command, expected), stream).splitlines()
    if not texts:
        mistakes.append(f"{command}: no lines")
    judge(name, command, [json.loads(text) for text in texts])


def main():
    for uri, schema in STORE.items():
        if uri.startswith(RESULTS):
            jsonschema.Draft7Validator.check_schema(schema)
    for path in (ROOT / "data").iterdir():
        if path.is_dir():
            os.symlink(path, path.name)
    short = "--set training.epochs=2 --force -q"
    for path in sorted(pathlib.Path().iterdir()):
        if not (path / "spec.json").exists():
            continue
        name = path.name
        rows, model = f"{name}/rows.csv", f"{name}.model"
        validation = " --set training.validation=0.2" if name != "sigmoid" else ""
        document("train", f"aimodel train {name}/spec.json -o {model} --json {short}{validation}")
        document("plan", f"aimodel train {name}/spec.json --dry-run --json -q")
        document("inspect_csv", f"aimodel inspect {rows} --json")
        document("inspect_spec", f"aimodel inspect {name}/spec.json --json")
        document("inspect_model", f"aimodel inspect {model} --json")
        document("inspect_model_drift", f"aimodel inspect {model} {rows} --json --require 'changed_columns<100'")
        document("eval", f"aimodel eval {model} {rows} --json -q --bootstrap 20")
        lines("eval_row", f"aimodel eval {model} {rows} --format jsonl -q --bootstrap 20")
        lines("train_row", f"aimodel train {name}/spec.json -o {model} --format jsonl {short}{validation}")
        lines("inspect_csv_row", f"aimodel inspect {rows} --format jsonl")
        document("predictions", f"aimodel predict {model} {rows} --json -q")
        lines("prediction", f"aimodel predict {model} {rows} --format jsonl -q | head -n 5")
        for method in ("permutation", "saliency", "integrated_gradients"):
            few = f"{model} {rows} -q --rows 5 --method {method}"
            document("explain", f"aimodel explain {few} --json")
            lines("explain_column", f"aimodel explain {few} --format jsonl")
            if method != "permutation":
                document("explain", f"aimodel explain {few} --per-row --top 2 --json")
                lines("explain_row", f"aimodel explain {few} --per-row --top 2 --format jsonl")
    eval_income = "aimodel eval income.model income/rows.csv --json -q --bootstrap 0"
    document("eval", "aimodel eval income.model income/rows.csv --json -q --bootstrap 10 --by workclass --threshold 0.3 --split test")
    document("eval", "sed 's/nurse/poet/' income/rows.csv | aimodel eval income.model - --json -q --bootstrap 0")
    lines("eval_row", "aimodel eval income.model income/rows.csv --format jsonl -q --by workclass --bootstrap 0")
    document("eval", eval_income + " --require 'auc>2' --require 'loss<100'", expected=7)
    run("head -n 20 wine/rows.csv > one_class.csv")
    document("eval", "aimodel eval wine.model one_class.csv --metric auc --require 'auc>0' --json -q", expected=7)
    lines("prediction", "aimodel predict income.model income/rows.csv --keep age --threshold best:f1 --format jsonl -q")
    lines("prediction", "aimodel predict wine.model wine/rows.csv --top 2 --format jsonl -q")
    lines("prediction", "sed '3s/[0-9.]*,/x,/' wine/rows.csv | "
          "aimodel predict wine.model - --on-bad-row mark --keep alcohol --format jsonl -q")
    lines("explain_row", "aimodel explain income.model income/rows.csv --row 3 --keep age --format jsonl -q")
    document("explain", "aimodel explain income.model income/rows.csv --row 3 --keep age --json -q")
    document("explain", "aimodel explain income.model income/rows.csv --method integrated_gradients "
             "--set baseline=rows --rows 2 --json -q")

    # Logs, a model to begin with, parts in files of their own.
    run("head -n 100 iris/rows.csv > some.csv; tail -n +2 iris/rows.csv | tail -n 40 | cat <(head -n 1 iris/rows.csv) - > more.csv")
    document("train", "aimodel train iris/spec.json iris/rows.csv --init iris.model -o again.model --json --log log.jsonl "
             f"--validation more.csv --test some.csv {short}")
    lines("epoch", "cat log.jsonl")
    lines("epoch", f"aimodel train sigmoid/spec.json -o s.model --progress json --set training.epochs=3 2>&1 >/dev/null | grep '^{{'")
    document("train", f"aimodel train income/spec.json -o members.model --set training.members=2 --json {short}")
    document("inspect_model", "aimodel inspect members.model --json")
    lines("prediction", "aimodel predict members.model income/rows.csv --spread --format jsonl -q")
    # Trainings that were stopped, are over, went on; and a checkpoint.
    long = "aimodel train income/spec.json -o long.model --json -q --set training.epochs=100000 --unset training.early_stopping"
    document("train", long + " --max-time 1s --checkpoint-every 10epochs --keep-checkpoints 1", expected=8)
    document("inspect_model", "aimodel inspect long.model*checkpoint* --json")
    document("eval", "aimodel eval long.model*checkpoint* income/rows.csv --json -q --bootstrap 0")
    document("train", long + " --resume --max-time 1s", expected=8)
    document("train", "aimodel train iris/spec.json -o iris.model --json -q --resume --set training.epochs=2 "
             "--set training.validation=0.2")
    # Several outputs, numbers of several columns, dates, ordinals.
    pathlib.Path("several.json").write_text(json.dumps({
        "inputs": [{"columns": ["age", "glucose"], "type": "number"}],
        "outputs": [{"columns": ["hdl", "ldl"], "type": "number"}, {"column": "sex", "type": "category"}],
        "training": {"epochs": 2, "validation": 0.2}}))
    document("train", "aimodel train several.json diabetes/rows.csv -o several.model --json -q")
    document("eval", "aimodel eval several.model diabetes/rows.csv --threshold sex=0.4 --json -q --require 'hdl.rmse<1000'")
    document("predictions", "aimodel predict several.model diabetes/rows.csv --json -q")
    document("explain", "aimodel explain several.model diabetes/rows.csv --set metric=ldl.mae --json -q --rows 20")
    document("explain", "aimodel explain several.model diabetes/rows.csv --target ldl --row 4 --json -q")
    document("explain", "aimodel explain several.model diabetes/rows.csv --output sex --method saliency --json -q")
    document("inspect_model", "aimodel inspect several.model --json")
    document("inspect_model", "aimodel inspect again.model --json")
    document("inspect_model_difference", "aimodel inspect iris.model again.model --json")
    document("inspect_model_difference", "aimodel inspect iris.model wine.model --json")
    document("inspect_spec_difference", "aimodel inspect iris/spec.json wine/spec.json --json")
    document("inspect_csv_difference", "aimodel inspect iris/rows.csv iris/rows.csv --require 'drift<0.1' --json")
    document("inspect_csv_difference", "aimodel inspect iris/rows.csv wine/rows.csv --json")
    document("inspect_model_drift", "aimodel inspect wine.model iris/rows.csv --require 'drift<1' --json", expected=7)
    run("awk 'BEGIN { print \"day,size,price,y\"; for (i = 0; i < 200; ++i) "
        "printf \"%02d/%02d/2024,%s,%d.%03d,%d\\n\", i % 12 + 1, i % 12 + 1, "
        "i % 3 ? \"low\" : i % 2 ? \"medium\" : \"high\", i, i % 1000, i % 2 }' > days.csv")
    run("(cat days.csv; echo 'x,low') > broken.csv")
    document("inspect_csv", "aimodel inspect broken.csv --target y --on-bad-row skip --json")
    document("inspect_system", "aimodel inspect --system --json")

    for uri in sorted(STORE):
        if not uri.startswith(RESULTS):
            continue
        known = []

        def find(node, path):
            for key, each in node.items() if isinstance(node, dict) else []:
                if key == "properties" and path.rsplit("/", 1)[-1] not in ("if", "then", "else"):
                    known.extend(f"{uri}#{path}/properties/{name}" for name in each)
                find(each, f"{path}/{key}")
            for index, each in enumerate(node if isinstance(node, list) else []):
                find(each, f"{path}/{index}")

        find(STORE[uri], "")
        for each in known:
            if each not in seen and each.removeprefix(RESULTS) not in RARE:
                mistakes.append(f"{each.removeprefix(RESULTS)}: stands in no document")
    for each in mistakes:
        print(each)
    print(f"{len(seen)} keys, {len(mutations)} kinds of mutations, {len(mistakes)} mistakes")
    return 1 if mistakes else 0


with tempfile.TemporaryDirectory() as directory:
    os.chdir(directory)
    status = main()
    os.chdir("/")
sys.exit(status)
