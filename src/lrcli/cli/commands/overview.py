"""Every command and what it does, in one sentence: a list that is shown without importing the commands."""

COMMANDS = {
    "train": "Learn to predict a column; write model.json, show a summary and the loss curve.",
    "predict": "Predict one case from its features, or every row of DATA, which gets one more column.",
    "evaluate": "Predict the rows of DATA and compare with the truth in it.",
    "crossval": "Train k times, each time without one fold of the rows, and measure on that fold.",
    "stats": "Describe every column: counts, mean, deviation, quartiles, a histogram, the correlation with the target.",
    "merge": "Join models that were trained with --keep-moments on parts of a table; write one model of all rows.",
    "export": "Write the model as a program, a query or a workbook that predicts without lrcli.",
    "serve": "Answer over HTTP on this machine: a page to try the model, predictions as JSON or CSV.",
}
