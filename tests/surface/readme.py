"""Runs what README.md says.

readme.py AIMODEL ROOT: takes every command out of README.md, from blocks of code and from the text, and runs those of a section
one after the other, as they stand, in a directory that has the files that they name. A command has to exit with 0, or with
what EXIT_CODES says; what README.md shows of it below `$ ` has to be what it prints on standard output or, where that is
empty, on standard error: numbers may differ by 2%. Of `make` the targets have to be there, of options named alone some
command has to have them, and the spec has to be that of an example. Prints what is otherwise, and exits with 1 then.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

AIMODEL, ROOT = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
README = (ROOT / "README.md").read_text()
COMMANDS = ["train", "eval", "predict", "inspect", "explain"]

# Programs that README.md names and the tests do without.
OTHER_PROGRAMS = {"apt", "apt-get", "cd", "cmake", "curl", "docker", "dpkg", "dpkg-deb", "duckdb", "git", "gpg", "install", "man",
                  "ninja", "podman", "sha256sum", "source", "sudo", "tar", "wget"}
# What stands for several words, and what begins with the program's name and is no command.
PLACEHOLDERS = {"COMMAND": COMMANDS, "TOPIC": ["spec", "files", "exit-codes", "environment", "signals"]}
NO_COMMANDS = {"aimodel train | eval | predict | inspect | explain": "an overview"}

# The files of a section, beside a link to data/.
PEOPLE = """cp data/income/rows.csv rows.csv; cp data/income/spec.json spec.json
aimodel train spec.json -o income.model -q > /dev/null"""
TUMOURS = """cp data/breast_cancer/rows.csv rows.csv"""
STARTER = TUMOURS + """
aimodel inspect rows.csv --target diagnosis --spec -q > spec.json"""
ANY = """awk -F, -v OFS=, 'NR == 1 { $NF = "y"; print "id", $0; next } { print 4700 + NR, $0 }' data/breast_cancer/rows.csv > rows.csv
for file in old new test; do (head -n 1 rows.csv; tail -n +2 rows.csv | shuf -n 200 --random-source=rows.csv) > $file.csv; done
aimodel inspect rows.csv --target y --spec -q > spec.json
for name in old new; do aimodel train spec.json old.csv -o $name.model -q > /dev/null; done"""
SECTIONS = {
    "Start": TUMOURS,
    "A session": STARTER,
    "The spec": "cp data/income/rows.csv rows.csv; cp data/income/spec.json spec.json",
    "The commands": PEOPLE + "\nhead -n 1000 rows.csv > old.csv; tail -n +1001 rows.csv | cat <(head -n 1 rows.csv) - > new.csv",
    "Rows unlike those of training": PEOPLE + """
head -n 201 rows.csv | sed 's/private/Private/; 2s/^[0-9]*/-1/; 3s/^[0-9]*/999/; 4s/^[0-9]*/99/' > new.csv""",
    "Files as people have them": "printf 'PAR1\\x15\\x04' > rows.parquet",
    "Stop, crash, go on": """cp data/income/rows.csv rows.csv
sed '/early_stopping/d; s/"epochs": 30/"epochs": 300/; s/"warmup": 0.05},/"warmup": 0.05}/' data/income/spec.json > spec.json""",
    "What a prediction leans on": STARTER + "\naimodel train spec.json rows.csv -o diagnosis.model -q > /dev/null",
}
# What has to be done before a command of a section.
BEFORE = {
    ("How do I ...?", "aimodel train spec.json new.csv --init old.model -o new.model"): "rm new.model",
    ("The spec", "aimodel train spec.json rows.csv -o income.model"): """rm income.model
sed -i 's/"type": "category", "enc/"type": "categry", "enc/; 10s/"units"/"unit"/; s/"rate": 0.1/"rate": 1.5/; s/"epochs": 30/"epochs": "ten"/' spec.json""",
}
EXIT_CODES = {
    ("The spec", "aimodel train spec.json rows.csv -o income.model"): 3,
    ("Files as people have them", "aimodel inspect rows.parquet"): 4,
}
# What never ends is stopped when it has answered.
ENDS = {"tail -f rows.csv | aimodel predict y.model - --line-buffered": " | head -n 3 | cat"}
# Ctrl-C as soon as the first epoch is over.
INTERRUPTED = """set -m; {} & job=$!
until grep -q '^epoch' err; do sleep 0.01; done; kill -INT -- -$job; wait $job"""

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w])")
mistakes = []


def found_commands():
    """(section, command, lines shown below it) in their order."""
    section, language, step = "", None, None
    for line in README.splitlines():
        if line.startswith("```"):
            language, step = (line[3:] if language is None else None), None
        elif language is None:
            if line.startswith("## "):
                section = line[3:]
            for code in re.findall(r"`([^`]+)`", line):
                code = code.replace(r"\|", "|")
                if re.search(r"(^|\| )aimodel [^:]", code) or re.match(r"make( |$)", code):
                    yield section, code, []
                elif re.match(rf"(({'|'.join(COMMANDS)}) )?--[a-z]", code):
                    yield section, "option " + code, []
        elif line.startswith("$ "):
            step = (section, line[2:], [])
            yield step
        elif step is not None:
            step[2].append(line)
        elif language in ("sh", "") and line.strip() and not line.startswith("#"):
            yield section, line, []


def alike(said, found):
    """Whether lines are the same but for small differences of numbers, and of widths that come of them."""
    def parts(lines):
        text = re.sub(r"-{2,}", "--", re.sub(r"[ \t]+", " ", "\n".join(line.rstrip() for line in lines).rstrip()))
        return NUMBER.split(text), NUMBER.findall(text)

    (said_texts, said_numbers), (found_texts, found_numbers) = parts(said), parts(found)
    return said_texts == found_texts and all(
        a == b or abs(float(a) - float(b)) <= 0.02 * max(abs(float(a)), 1e-3) and {"."} <= set(a) & set(b)
        for a, b in zip(said_numbers, found_numbers))


def run(text, directory):
    environment = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    environment.update(PATH=f"{AIMODEL.parent}:/usr/bin:/bin", HOME=directory)
    files = [open(f"{directory}/{name}", "wb") for name in ("out", "err")]
    code = subprocess.run(["bash", "-c", text], cwd=directory, env=environment, stdin=subprocess.DEVNULL,
                          stdout=files[0], stderr=files[1], timeout=600).returncode
    return code, *((pathlib.Path(directory) / name).read_text() for name in ("out", "err"))


def run_command(section, command, shown, directory):
    if before := BEFORE.get((section, command)):
        run("set -e\n" + before, directory)
    expected = EXIT_CODES.get((section, command), 0)
    interrupted = bool(shown) and shown[0].startswith("^C ")
    text = command + ENDS.get(command, "")
    if interrupted:
        text, expected = INTERRUPTED.format(command), 130
    code, out, err = run(text, directory)
    where = f"README.md, {section}: $ {command}"
    if code != expected:
        mistakes.append(f"{where}\nexit code {code}, not {expected}\n{out}{err}")
    elif interrupted:
        said = re.sub(r"\d+", "1", shown[0].removeprefix("^C "))
        if said not in re.sub(r"\d+", "1", err).splitlines():
            mistakes.append(f"{where}\nsays {shown[0]}\nand prints\n{err}")
    elif shown and not alike(shown, (out or err).splitlines()):
        mistakes.append(f"{where}\nsays\n" + "\n".join(shown) + f"\nand prints\n{out or err}")


def check_make(command):
    words = command.split("#")[0].split()[1:]
    makefile = ROOT / "Makefile"
    if words[:1] == ["-C"]:
        makefile, words = ROOT / words[1] / "Makefile", words[2:]
    for word in words:
        if "=" not in word and not re.search(rf"^{re.escape(word)}:", makefile.read_text(), re.M):
            mistakes.append(f"README.md: {command}: the Makefile has no target {word}")


def check_options(code, options):
    for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", code):
        word = code.split()[0]
        if not any(option in options[name] for name in ([word] if word in COMMANDS else COMMANDS)):
            mistakes.append(f"README.md: {code}: no command has {option}")


def check_spec():
    shown = re.search(r"```json\n(.*?)```", README, re.S)[1]
    if shown != (ROOT / "data" / "income" / "spec.json").read_text():
        mistakes.append("README.md: the spec is not data/income/spec.json")


def main(parent):
    options = {name: set(re.findall(r"--[a-z][a-z-]*", run(f"aimodel {name} --help", parent)[1])) for name in COMMANDS}
    directories, count, others = {}, 0, []
    stale = set(BEFORE) | set(EXIT_CODES) | {("", name) for name in (*ENDS, *NO_COMMANDS)} | {(name, "") for name in SECTIONS}
    for section, command, shown in list(found_commands()):
        stale -= {(section, command), ("", command), (section, "")}
        if command.startswith("option "):
            check_options(command.removeprefix("option "), options)
        elif command.startswith("make"):
            check_make(command)
        elif any(part.split()[0] in OTHER_PROGRAMS for part in re.split("[|;&]+", command) if part.strip()):
            others.append(command)
        elif not re.search(r"(^|[|;&] *|do )aimodel ", command):
            mistakes.append(f"README.md, {section}: {command}: begins with no program of OTHER_PROGRAMS, and not with aimodel")
        elif command not in NO_COMMANDS and command.removeprefix("aimodel ") not in COMMANDS:
            if section not in directories:
                directories[section] = f"{parent}/{len(directories)}"
                os.mkdir(directories[section])
                os.symlink(ROOT / "data", directories[section] + "/data")
                code, out, err = run("set -e\n" + SECTIONS.get(section, ANY), directories[section])
                if code != 0:
                    mistakes.append(f"{section}: cannot be prepared\n{out}{err}")
            words = [word for word in PLACEHOLDERS if word in command.split()]
            for word in words:
                for each in PLACEHOLDERS[word]:
                    run_command(section, re.sub(rf"\b{word}\b", each, command), shown, directories[section])
            if not words:
                run_command(section, command, shown, directories[section])
            count += 1
    check_spec()
    for section, command in sorted(stale):
        mistakes.append(f"readme.py speaks of what README.md does not have: {section} {command}")
    for command in others:
        print(f"not run: {command}")
    for each in mistakes:
        print(each)
    print(f"{count} commands, {len(mistakes)} mistakes")
    return 1 if mistakes or count == 0 else 0


with tempfile.TemporaryDirectory() as temporary:
    status = main(temporary)
sys.exit(status)
