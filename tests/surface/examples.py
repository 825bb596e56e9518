"""Compares what data/ says of itself with what it is.

examples.py AIMODEL ROOT: makes the table of data/README.md anew and compares it, figure by figure, and the mean over seeds
below it; makes the rows of income anew; and looks for examples that a list forgot. Prints what is stale, and exits with 1 then.
How sums are rounded is a matter of the processor, so figures may differ by 1%, or by half of what their last digit counts.
"""
import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import tempfile

AIMODEL, ROOT = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
sys.dont_write_bytecode = True
README = (ROOT / "data" / "README.md").read_text()
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
mistakes = []


def same(said, found):
    decimals = len(said.partition(".")[2])
    return abs(float(said) - float(found)) <= max(0.01 * abs(float(said)), 0.51 * 10.0 ** -decimals)


def compare(said, found):
    alike = NUMBER.split(said) == NUMBER.split(found)
    if not alike or not all(map(same, NUMBER.findall(said), NUMBER.findall(found))):
        mistakes.append(f"data/README.md says\n  {said}\nbut it is\n  {found}")


def check_table(directory):
    examples = re.search(r"^examples = (.*)$", (ROOT / "data" / "Makefile").read_text(), re.M)[1].split()
    folders = sorted(path.name for path in (ROOT / "data").iterdir() if (path / "spec.json").exists())
    if sorted(examples) != folders:
        mistakes.append(f"data/Makefile lists {sorted(examples)}, the folders are {folders}")
    said = re.search(r"^\| example \|.*\n(?:\|.*\n)+", README, re.M)[0].splitlines()
    table = subprocess.run([ROOT / "data" / "metrics_table", AIMODEL, *examples], check=True, capture_output=True, text=True,
                           env={**os.environ, "MODELS": directory}).stdout.splitlines()
    if len(said) != len(table):
        mistakes.append(f"data/README.md's table has {len(said)} lines, not {len(table)}")
    for pair in zip(said, table):
        compare(*pair)


def check_seeds(directory):
    sentence = re.search(r"for (\w+) the mean over seeds 1 to 5 is (\d+\.\d+)", README)
    name, said = sentence.groups()
    model, values = f"{directory}/seeds.model", []
    for seed in range(1, 6):
        subprocess.run([AIMODEL, "train", ROOT / "data" / name / "spec.json", "-o", model, "--force", "--quiet",
                        "--set", f"training.test.seed={seed}", "--seed", str(seed)], check=True, stdout=subprocess.DEVNULL)
        table = subprocess.run([AIMODEL, "eval", model, ROOT / "data" / name / "rows.csv", "--split", "test", "--quiet",
                                "--bootstrap", "0", "--metric", "accuracy", "--format", "csv"],
                               check=True, capture_output=True, text=True).stdout
        values.append(float(table.splitlines()[1].split(",")[1]))
    compare(sentence[0], sentence[0].replace(said, f"{sum(values) / 5:.3f}"))


def check_made_up_rows():
    location = importlib.util.spec_from_file_location("make_rows", ROOT / "data" / "make_rows.py")
    make_rows = importlib.util.module_from_spec(location)
    location.loader.exec_module(make_rows)
    said = [line.split(",") for line in (ROOT / "data" / "income" / "rows.csv").read_text().splitlines()]
    if [[str(cell) for cell in row] for row in make_rows.income_rows()] != said:
        mistakes.append("data/make_rows.py makes other rows than those of data/income/rows.csv")


with tempfile.TemporaryDirectory() as temporary:
    check_table(temporary)
    check_seeds(temporary)
check_made_up_rows()
for each in mistakes:
    print(each)
sys.exit(1 if mistakes else 0)
