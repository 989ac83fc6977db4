"""Code that several rules share; no module here is a rule."""
