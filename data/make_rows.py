#!/usr/bin/env python3
"""Writes NAME/rows.csv: of the examples that scikit-learn ships (pip install scikit-learn), and of income, whose rows are
made up here. The rows are kept in the tree, so this shows where they are from and is needed only to make them anew:
    data/make_rows.py [NAME...]        all without a NAME"""

import csv
import math
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent
IRIS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
DIABETES = ["age", "sex", "body_mass_index", "blood_pressure", "total_cholesterol", "ldl", "hdl",
            "cholesterol_ratio", "log_triglycerides", "glucose"]


def number(value):
    """The shortest text that reads back as the same number; 5 rather than 5.0."""
    return repr(float(value)).removesuffix(".0")


def column(name):
    return name.replace(" ", "_").replace("/", "_")


def write(name, columns, rows, target, answers):
    path = HERE / name / "rows.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*columns, target])
        for row, answer in zip(rows, answers, strict=True):
            writer.writerow([*map(number, row), answer])


def iris():
    from sklearn import datasets
    data = datasets.load_iris()
    write("iris", IRIS, data.data, "species", data.target_names[data.target])


def wine():
    from sklearn import datasets
    data = datasets.load_wine()
    write("wine", map(column, data.feature_names), data.data, "cultivar", data.target_names[data.target])


def breast_cancer():
    from sklearn import datasets
    data = datasets.load_breast_cancer()
    write("breast_cancer", map(column, data.feature_names), data.data, "diagnosis", data.target_names[data.target])


def diabetes():
    from sklearn import datasets
    data = datasets.load_diabetes(scaled=False)
    write("diabetes", DIABETES, data.data, "progression", map(number, data.target))


def digits():
    from sklearn import datasets
    data = datasets.load_digits()
    write("digits", [f"pixel_{i}" for i in range(64)], data.data, "digit", data.target)


# Of each: its share of the people, and what it adds to the logit of a high income.
WORKCLASS = {"private": (0.70, 0.0), "self_employed": (0.12, 0.4), "government": (0.15, 0.2), "unpaid": (0.03, -2.0)}
OCCUPATION = {"clerk": (0.16, -0.4), "craft": (0.14, -0.1), "engineer": (0.10, 1.2), "farming": (0.04, -0.9),
              "machine_operator": (0.08, -0.7), "manager": (0.15, 1.3), "nurse": (0.07, 0.3), "sales": (0.13, 0.1),
              "service": (0.13, -1.1)}


def draw(chance, choices):
    return chance.choices(list(choices), [share for share, _ in choices.values()])[0]


def income_rows(count=2000):
    """People who were never asked: their incomes follow from the other columns by the formula below, and by chance."""
    chance = random.Random(1994)
    yield ["age", "hours_per_week", "capital_gain", "capital_loss", "workclass", "occupation", "income"]
    for _ in range(count):
        age = min(90, max(17, round(chance.gauss(39, 13))))
        hours = min(90, max(5, round(chance.gauss(41, 11))))
        gain = round(chance.lognormvariate(8, 1)) if chance.random() < 0.09 else 0
        loss = round(chance.gauss(1800, 300)) if gain == 0 and chance.random() < 0.05 else 0
        workclass, occupation = draw(chance, WORKCLASS), draw(chance, OCCUPATION)
        logit = 2.5 * (-0.7 + WORKCLASS[workclass][1] + OCCUPATION[occupation][1] + 0.045 * (hours - 41)
                       - 0.003 * (age - 50) ** 2 + 0.5 * math.log1p(gain / 2000) + 0.0004 * loss
                       + (0.06 * (hours - 41) if occupation == "sales" else 0))
        high = chance.random() < 1 / (1 + math.exp(-logit))
        # Who does not tell is missing here and there.
        told = "" if chance.random() < 0.05 else occupation
        yield [age if chance.random() > 0.02 else "", hours, gain, loss, workclass, told, "high" if high else "low"]


def income():
    path = HERE / "income" / "rows.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(income_rows())


MAKERS = [iris, wine, breast_cancer, diabetes, digits, income]

if __name__ == "__main__":
    for make in MAKERS:
        if not sys.argv[1:] or make.__name__ in sys.argv[1:]:
            make()
