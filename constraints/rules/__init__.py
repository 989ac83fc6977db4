"""The rules, one module each; `constraints.problem.rule.all_rules` finds every module here."""
