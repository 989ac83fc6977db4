"""Pictures (SVG) of plans, of what is possible and of proposals."""
