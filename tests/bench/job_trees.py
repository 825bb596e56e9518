"""The census job in gradient boosting, at the defaults of each library; prints accuracy and AUC on the test rows.

    job_trees.py lightgbm|catboost TRAIN.csv TEST.csv THREADS
"""
import sys

import pandas as pd
from sklearn.metrics import roc_auc_score


def main(library, train_path, test_path, threads):
    train, test = pd.read_csv(train_path, na_values="?"), pd.read_csv(test_path, na_values="?")
    x, y = train.drop(columns="income"), train["income"] == ">50K"
    test_x, test_y = test.drop(columns="income"), test["income"] == ">50K"
    texts = [c for c in x.columns if not pd.api.types.is_numeric_dtype(x[c])]
    if library == "lightgbm":
        from lightgbm import LGBMClassifier

        for column in texts:
            kind = pd.CategoricalDtype(sorted(x[column].dropna().unique()))
            x[column], test_x[column] = x[column].astype(kind), test_x[column].astype(kind)
        model = LGBMClassifier(n_jobs=int(threads), verbose=-1).fit(x, y)
    else:
        from catboost import CatBoostClassifier

        x[texts], test_x[texts] = x[texts].fillna(""), test_x[texts].fillna("")
        model = CatBoostClassifier(thread_count=int(threads), verbose=False, allow_writing_files=False)
        model.fit(x, y, cat_features=texts)
    p = model.predict_proba(test_x)[:, 1]
    print(f"{((p > 0.5) == test_y).mean():.4f} {roc_auc_score(test_y, p):.4f}")


main(*sys.argv[1:])
