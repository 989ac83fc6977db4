"""Files of a network: read the folder, check and describe its settings, edit its tables, and create a first network."""
