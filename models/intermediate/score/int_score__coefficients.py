"""A logistic regression per quarter, of the leads whose outcome was known when it began."""

import numpy as np
import pandas as pd

# Features that fewer of the leads have are left out.
LEAST_SHARE = 0.02
# L2: how far the data may pull the coefficient of a standardised feature. Wins are few, so not far.
STRENGTH = 0.01
COLUMNS = {
    "fit_at": "datetime64[us]",
    "feature": "str",
    "coefficient": "float64",
    "feature_mean": "float64",
    "feature_deviation": "float64",
    "leads": "int64",
    "wins": "int64",
    "auc": "float64",
}


def fits(observations, features, least_wins, quarters):
    """One row per quarter and feature, the intercept among them."""
    # Loaded only where there is something to learn.
    import sklearn.linear_model
    import sklearn.metrics

    rows = []
    wide = features.pivot(index="lead_key", columns="feature", values="feature_value")
    wide = wide.reindex(observations["lead_key"]).fillna(0.0).astype("float64")
    for quarter in sorted(quarters):
        ended = (observations["outcome_date"] < quarter) & observations["is_won"].notna()
        ended = ended.to_numpy()
        won = observations["is_won"][ended].to_numpy(dtype="float64")
        wins, leads = int(won.sum()), len(won)
        if min(wins, leads - wins) < least_wins:
            continue
        known = wide[ended]
        is_telling = ((known != 0).mean() >= LEAST_SHARE) & (known.std(ddof=0) > 1e-6)
        known = known[sorted(known.columns[is_telling])]
        if known.empty:
            continue
        mean, deviation = known.mean().round(9), known.std(ddof=0).round(9)
        scaled = ((known - mean) / deviation).to_numpy()
        learnt = sklearn.linear_model.LogisticRegression(
            C=STRENGTH, solver="newton-cholesky", tol=1e-10, max_iter=200
        )
        learnt.fit(scaled, won)
        # Rounded, so that machines whose last digits differ agree.
        weights = np.round([learnt.intercept_[0], *learnt.coef_[0]], 6)
        auc = round(float(sklearn.metrics.roc_auc_score(won, scaled @ weights[1:])), 6)
        names = ["(intercept)", *known.columns]
        means, deviations = [0.0, *mean], [1.0, *deviation]
        for parts in zip(names, weights, means, deviations, strict=True):
            rows.append((quarter, *parts, leads, wins, auc))
    return rows


def model(dbt, session):
    dbt.config(materialized="table")
    least_wins = int(dbt.config.get("least_wins"))
    observations = dbt.ref("int_score__observations").df()
    features = dbt.ref("fct_lead_score_features").df()
    observations = observations.sort_values(["lead_key", "observed_for"])
    # A lead of today falls into a quarter, too, that has a regression of its own.
    quarters = observations[["quarter_start_date"]].drop_duplicates()
    judged = observations[observations["observed_for"] == "judged"].reset_index(drop=True)
    features = features[features["observed_for"] == "judged"]
    rows = []
    if judged["is_won"].eq(True).sum() >= least_wins:
        rows = fits(judged, features, least_wins, quarters["quarter_start_date"])
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
