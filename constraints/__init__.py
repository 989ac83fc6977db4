"""The optimisation problem of planning meetings: rules, model, engines, independent check, conflicts, explanations.

Nothing here knows files, the database or HTTP.
"""
