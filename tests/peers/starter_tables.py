"""The starter spec, as `aimodel inspect --spec` writes it, beside what scikit-learn's usual models reach on tables.

    .venv/bin/python tests/peers/starter_tables.py --aimodel build/release/aimodel DIRECTORY

DIRECTORY holds the files of TABLES, NAME.csv or NAME.csv.gz. Each is split 80/20, stratified for classes, by
train_test_split(random_state=SEED); the mean over seeds of the test metric is printed as Markdown, with the standard
error of aimodel's. Nothing of the spec is changed by hand, but for training.members where a column says so.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, mean_squared_error, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler, TargetEncoder

TABLES = {
    "titanic": ("Survived", "auc"),
    "concrete": ("Concrete.compressive.strength.MPa..megapascals..", "rmse"),
    "phoneme": ("oral", "auc"),
    "california": ("median_house_value", "rmse"),
    "bank_churn": ("Exited", "auc"),
    "letter": ("lettr", "accuracy"),
    "diamonds": ("price", "rmse"),
    "taxis": ("tip", "rmse"),
    "movie": ("imdb_score", "rmse"),
}
WIDE = 250  # values of a category beyond which the target's mean stands for it


def find(directory, name):
    for end in (".csv", ".csv.gz"):
        if os.path.exists(os.path.join(directory, name + end)):
            return os.path.join(directory, name + end)
    return None


def prepared(frame, boosting):
    """What turns a frame into numbers: for boosting codes of categories, else scaled and one-hot."""
    numbers = [c for c in frame if pd.api.types.is_numeric_dtype(frame[c])]
    texts = [c for c in frame if c not in numbers]
    wide = [c for c in texts if frame[c].nunique() > WIDE]
    few = [c for c in texts if c not in wide]
    parts = []
    if boosting:
        parts.append(("numbers", "passthrough", numbers))
        parts.append(("few", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), few))
    else:
        parts.append(("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers))
        parts.append(("few", OneHotEncoder(handle_unknown="ignore"), few))
    parts.append(("wide", make_pipeline(TargetEncoder(), StandardScaler()), wide))
    return ColumnTransformer(parts)


def peers(train, test, target, metric):
    classes = metric != "rmse"
    x, x_test = train.drop(columns=target), test.drop(columns=target)
    for frame in (x, x_test):
        for column in frame.select_dtypes(exclude="number"):
            frame[column] = frame[column].fillna("").astype(str)
    y, y_test = train[target], test[target]
    center, scale = (0, 1) if classes else (y.mean(), y.std())
    models = {
        "MLP": MLPClassifier(early_stopping=True, random_state=1) if classes
        else MLPRegressor(early_stopping=True, random_state=1),
        "HistGB": HistGradientBoostingClassifier(random_state=1) if classes
        else HistGradientBoostingRegressor(random_state=1),
        "linear": LogisticRegression(max_iter=1000) if classes else Ridge(),
    }
    result = {}
    for name, model in models.items():
        pipeline = make_pipeline(prepared(x, name == "HistGB"), model)
        pipeline.fit(x, y if classes else (y - center) / scale)
        if metric == "auc":
            result[name] = roc_auc_score(y_test, pipeline.predict_proba(x_test)[:, 1])
        elif metric == "accuracy":
            result[name] = accuracy_score(y_test, pipeline.predict(x_test))
        else:
            result[name] = mean_squared_error(y_test, pipeline.predict(x_test) * scale + center) ** 0.5
    return result


def starter(aimodel, directory, target, metric, settings):
    train, test = os.path.join(directory, "train.csv"), os.path.join(directory, "test.csv")

    def run(*arguments):
        done = subprocess.run([aimodel, *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(arguments)}: {done.stderr}")
        return done.stdout

    spec, model = os.path.join(directory, "spec.json"), os.path.join(directory, "y.model")
    with open(spec, "w", encoding="utf-8") as file:
        file.write(run("inspect", train, "--target", target, "--spec", "-q"))
    begin = time.monotonic()
    run("train", spec, train, "--test", test, "-o", model, "--force", "-q", *settings)
    seconds = time.monotonic() - begin
    measured = json.loads(run("eval", model, test, "-q", "--json", "--bootstrap", "0", "--metric", metric))
    return value_of(measured, metric), seconds


def value_of(document, metric):
    for entry in walk(document):
        if entry.get("metric") == metric and "value" in entry:
            return entry["value"]
        if isinstance(entry.get(metric), (int, float)):
            return entry[metric]
    sys.exit(f"{metric} was not measured")


def walk(document):
    if isinstance(document, dict):
        yield document
        for value in document.values():
            yield from walk(value)
    elif isinstance(document, list):
        for value in document:
            yield from walk(value)


def level(mean, error, best, metric):
    """Whether aimodel is better, or not worse by more than two standard errors."""
    return mean <= best + 2 * error if metric == "rmse" else mean >= best - 2 * error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--aimodel", default="build/release/aimodel")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--members", type=int, default=3)
    parser.add_argument("--only", default=",".join(TABLES))
    options = parser.parse_args()
    ways = {"starter": [], f"{options.members} members": ["--set", f"training.members={options.members}"]}
    print(f"| table | rows | metric | {' | '.join(ways)} | seconds | MLP | HistGB | linear |")
    print("|---|---:|---|" + "---:|" * (len(ways) + 4))
    wins = {way: [0, 0] for way in ways}
    for name in options.only.split(","):
        target, metric = TABLES[name]
        path = find(options.directory, name)
        if path is None:
            print(f"{name}: no such file in {options.directory}", file=sys.stderr)
            continue
        frame, texts = pd.read_csv(path), pd.read_csv(path, dtype=str, keep_default_na=False)
        ours, theirs, seconds = {way: [] for way in ways}, [], []
        for seed in range(1, options.seeds + 1):
            stratify = frame[target] if metric != "rmse" else None
            train, test = train_test_split(np.arange(len(frame)), test_size=0.2, random_state=seed, stratify=stratify)
            with tempfile.TemporaryDirectory() as directory:
                texts.iloc[train].to_csv(os.path.join(directory, "train.csv"), index=False)
                texts.iloc[test].to_csv(os.path.join(directory, "test.csv"), index=False)
                for way, settings in ways.items():
                    value, took = starter(options.aimodel, directory, target, metric, settings)
                    ours[way].append(value)
                    seconds.append(took)
            theirs.append(peers(frame.iloc[train], frame.iloc[test], target, metric))
        means = {peer: statistics.mean(one[peer] for one in theirs) for peer in theirs[0]}
        simple = (min if metric == "rmse" else max)(means["HistGB"], means["linear"])
        cells = []
        for way in ways:
            mean = statistics.mean(ours[way])
            error = statistics.stdev(ours[way]) / len(ours[way]) ** 0.5 if len(ours[way]) > 1 else 0
            cells.append(f"{mean:.4g} ({error:.2g})")
            wins[way][0] += level(mean, error, means["MLP"], metric)
            wins[way][1] += level(mean, error, simple, metric)
        peers_cells = " | ".join(f"{means[peer]:.4g}" for peer in ("MLP", "HistGB", "linear"))
        print(f"| {name} | {len(frame):,} | {metric} | {' | '.join(cells)} | {statistics.mean(seconds):.1f} | "
              f"{peers_cells} |", flush=True)
    for way, (mlp, simple) in wins.items():
        print(f"\n{way}: better than or level with the MLP on {mlp}, with the better of HistGB and linear on {simple}")


if __name__ == "__main__":
    main()
