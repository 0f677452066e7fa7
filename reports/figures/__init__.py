"""Pictures, drawn as SVG that takes its colours from the page."""
