"""Why there is no plan: the smallest sets of requirements that clash, each confirmed before it is shown."""

from constraints.clash.clash import Clash, Step
from constraints.clash.find import find_clashes

__all__ = ["Clash", "Step", "find_clashes"]
