"""The independent reference: the rules of docs/explanation/model.md in NumPy, for tests; no code of the kernel."""
