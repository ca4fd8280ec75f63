"""A Dutch life, in compiled functions, one file per stage; `kernel.live` calls them in the order of a life.

Every stage function takes the same few arguments: `p` its own parameters, `s` the person, `fx` the channels that an
intervention has turned, `ledger` the money, `age`. A `..._score` function is the linear predictor of one decision
without its intercept: the calibration solves the intercept from it.
"""
