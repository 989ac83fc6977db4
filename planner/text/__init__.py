"""Output for planners: tables, reports and pictures (SVG)."""
