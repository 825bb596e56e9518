"""Metrics against scikit-learn on random cases: two and more classes, ties, weights, classes without rows."""

import warnings

import numpy as np
import pytest
import sklearn.metrics as sk

from peer import ask, ask_one

CASES = 240
TOLERANCE = 1e-6


def class_case(seed):
    random = np.random.default_rng(seed)
    classes = 2 if seed % 2 == 0 else int(random.integers(3, 7))
    rows = int(random.integers(1, 80)) if seed % 5 else int(random.integers(1, 6))
    logits = random.normal(size=(rows, classes)) * random.choice([0.3, 1, 5])
    if seed % 3 == 0:
        logits = np.round(logits)  # ties
    prediction = np.exp(logits)
    prediction /= prediction.sum(axis=1, keepdims=True)
    if seed % 11 == 0:
        prediction = np.eye(classes)[random.integers(classes, size=rows)]  # sure of everything
    known = classes if seed % 7 else max(1, classes - 1)  # the last class without rows
    target = random.integers(known, size=rows)
    weight = random.uniform(0, 3, size=rows) if seed % 4 in (1, 2) else None
    if weight is not None and seed % 8 == 1:
        weight[random.uniform(size=rows) < 0.3] = 0
        weight[0] = 1
    return {
        "classes": classes,
        "positive": int(random.integers(2)) if classes == 2 else 1,
        "prediction": prediction,
        "target": target,
        "weight": weight,
    }


def request_of(case, numbers=False):
    prediction = case["prediction"]
    weight = case["weight"]
    return {
        "room": "metrics",
        "classes": [] if numbers else [f"c{k}" for k in range(case["classes"])],
        "positive": 0 if numbers else case["positive"],
        "width": prediction.shape[1],
        "prediction": prediction.ravel(),
        "target": np.asarray(case["target"], float).ravel(),
        "weight": [] if weight is None else weight,
    }


def without_weightless(case):
    """A row of weight 0 counts as no row."""
    if case["weight"] is None:
        return case["prediction"], case["target"], None
    kept = case["weight"] > 0
    return case["prediction"][kept], case["target"][kept], case["weight"][kept]


def expected_calibration_error(target, prediction, weight):
    weight = np.ones(len(target)) if weight is None else weight
    confidence = prediction.max(axis=1)
    hit = prediction.argmax(axis=1) == target
    total = 0.0
    for b in range(15):
        inside = (confidence > b / 15) & (confidence <= (b + 1) / 15)
        if inside.any():
            share = weight[inside].sum() / weight.sum()
            accuracy = np.average(hit[inside], weights=weight[inside])
            total += share * abs(accuracy - np.average(confidence[inside], weights=weight[inside]))
    return total


def class_expectations(case):
    """What scikit-learn says; None where it has no answer or gives a stand-in with a warning."""
    prediction, target, weight = without_weightless(case)
    classes, positive = case["classes"], case["positive"]
    labels = np.arange(classes)
    predicted = prediction.argmax(axis=1)
    of_weight = {"sample_weight": weight}
    result = {
        "accuracy": sk.accuracy_score(target, predicted, **of_weight),
        "balanced_accuracy": sk.balanced_accuracy_score(target, predicted, **of_weight),
        "log_loss": sk.log_loss(target, prediction, labels=labels, **of_weight),
        "ece": expected_calibration_error(target, prediction, weight),
    }
    if len(set(target)) > 1 and len(set(predicted)) > 1:
        result["mcc"] = sk.matthews_corrcoef(target, predicted, **of_weight)
    else:
        result["mcc"] = None
    rates = {"precision": sk.precision_score, "recall": sk.recall_score, "f1": sk.f1_score}
    for name, score in rates.items():
        for average in ("macro", "micro", "weighted"):
            result[f"{name}_{average}"] = score(
                target, predicted, average=average, zero_division=0, **of_weight
            )
        if classes == 2:
            value = score(
                target,
                predicted,
                labels=labels,
                pos_label=positive,
                zero_division=np.nan,
                **of_weight,
            )
            result[name] = None if np.isnan(value) else value
        else:
            result[name] = result[f"{name}_macro"]
    present = [(target == k).any() for k in labels]
    if classes == 2:
        result["brier"] = sk.brier_score_loss(
            target == positive, prediction[:, positive], pos_label=True, **of_weight
        )
        truth, score = target == positive, prediction[:, positive]
        result["auc"] = sk.roc_auc_score(truth, score, **of_weight) if all(present) else None
        result["pr_auc"] = (
            sk.average_precision_score(truth, score, **of_weight) if present[positive] else None
        )
    else:
        result["brier"] = sk.brier_score_loss(
            target, prediction, labels=labels, scale_by_half=False, **of_weight
        )
        truth = np.eye(classes)[target]
        result["auc"] = result["pr_auc"] = None
        if all(present):
            result["auc"] = sk.roc_auc_score(
                target, prediction, multi_class="ovr", labels=labels, **of_weight
            )
            result["pr_auc"] = sk.average_precision_score(truth, prediction, **of_weight)
    return result


def compare(values, expected, case):
    assert set(values) == set(expected)
    for name, value in expected.items():
        got = values[name]["value"]
        if value is None:
            assert got is None and values[name]["reason"], (name, case)
        else:
            assert got is not None, (name, values[name]["reason"], case)
            assert got == pytest.approx(value, rel=TOLERANCE, abs=TOLERANCE), (name, case)


def test_classes():
    cases = [class_case(seed) for seed in range(CASES)]
    undefined = 0
    for case, answer in zip(cases, ask([request_of(case) for case in cases]), strict=True):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = class_expectations(case)
        compare(answer["values"], expected, case)
        undefined += sum(value is None for value in expected.values())
    assert undefined > 50  # the cases do reach the undefined ones


def test_confusion_and_per_class():
    cases = [class_case(seed) for seed in range(60)]
    for case, answer in zip(cases, ask([request_of(case) for case in cases]), strict=True):
        prediction, target, weight = without_weightless(case)
        predicted = prediction.argmax(axis=1)
        labels = np.arange(case["classes"])
        matrix = sk.confusion_matrix(target, predicted, labels=labels, sample_weight=weight)
        np.testing.assert_allclose(answer["confusion"], matrix.ravel(), atol=TOLERANCE)
        rows = sk.precision_recall_fscore_support(
            target, predicted, labels=labels, sample_weight=weight, zero_division=np.nan
        )
        for k, one in enumerate(answer["per_class"]):
            for name, values in zip(("precision", "recall", "f1"), rows, strict=False):
                got = np.nan if one[name]["value"] is None else one[name]["value"]
                np.testing.assert_allclose(got, values[k], atol=TOLERANCE)
            assert one["support"] == pytest.approx(matrix.sum(axis=1)[k])


def number_case(seed):
    random = np.random.default_rng(1000 + seed)
    columns = 1 if seed % 2 else int(random.integers(2, 5))
    rows = int(random.integers(2, 60))
    target = random.normal(size=(rows, columns)) * 10.0 ** random.integers(-2, 4) + random.normal()
    prediction = target + random.normal(size=target.shape) * random.choice([0.01, 1, 10])
    if seed % 9 == 0:
        prediction = target.copy()
    weight = random.uniform(0.1, 3, size=rows) if seed % 3 == 0 else None
    return {"prediction": prediction, "target": target, "weight": weight}


def test_numbers():
    cases = [number_case(seed) for seed in range(CASES)]
    for case, answer in zip(cases, ask([request_of(case, True) for case in cases]), strict=True):
        pair = (case["target"], case["prediction"])
        of_weight = {"sample_weight": case["weight"]}
        expected = {
            "mse": sk.mean_squared_error(*pair, **of_weight),
            "rmse": sk.root_mean_squared_error(*pair, **of_weight),
            "mae": sk.mean_absolute_error(*pair, **of_weight),
            "mape": sk.mean_absolute_percentage_error(*pair, **of_weight),
            "r2": sk.r2_score(*pair, **of_weight),
            "explained_variance": sk.explained_variance_score(*pair, **of_weight),
        }
        compare(answer["values"], expected, case)


def test_constant_truth_and_zero_truth_are_undefined():
    case = {"prediction": np.array([[1.0], [2.0]]), "target": np.zeros((2, 1)), "weight": None}
    values = ask_one(request_of(case, True))["values"]
    assert values["r2"] == {"value": None, "reason": "the truth does not vary"}
    assert values["explained_variance"] == {"value": None, "reason": "the truth does not vary"}
    assert values["mape"] == {"value": None, "reason": "a true value is 0"}
    assert values["mse"]["value"] == 2.5
