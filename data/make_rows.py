#!/usr/bin/env python3
"""Writes NAME/rows.csv of the examples that scikit-learn ships. The rows are kept in the tree, so this shows where
they are from and is needed only to make them anew:  pip install scikit-learn && data/make_rows.py"""

import csv
import pathlib

from sklearn import datasets

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


def main():
    iris = datasets.load_iris()
    write("iris", IRIS, iris.data, "species", iris.target_names[iris.target])

    wine = datasets.load_wine()
    write("wine", map(column, wine.feature_names), wine.data, "cultivar", wine.target_names[wine.target])

    cancer = datasets.load_breast_cancer()
    write("breast_cancer", map(column, cancer.feature_names), cancer.data, "diagnosis",
          cancer.target_names[cancer.target])

    diabetes = datasets.load_diabetes(scaled=False)
    write("diabetes", DIABETES, diabetes.data, "progression", map(number, diabetes.target))

    digits = datasets.load_digits()
    write("digits", [f"pixel_{i}" for i in range(64)], digits.data, "digit", digits.target)


if __name__ == "__main__":
    main()
