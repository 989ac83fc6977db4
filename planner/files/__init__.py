"""Reading the folder of a network, describing its settings, and writing one to begin with."""

from planner.files.load import load_network
from planner.files.schema import settings_schema
from planner.files.start import example_folder, example_names, write_starting_network

__all__ = ["example_folder", "example_names", "load_network", "settings_schema", "write_starting_network"]
