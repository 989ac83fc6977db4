"""Why there is no plan: the smallest sets of requirements that clash, each confirmed before it is shown."""

from constraints.clash.clash import Clash, Step
from constraints.clash.find import Found, look_for_clashes

__all__ = ["Clash", "Found", "Step", "look_for_clashes"]
