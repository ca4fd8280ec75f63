"""The baseline: Dutch targets, the forward sweep that solves to them, and the comparison that shows the fit."""
