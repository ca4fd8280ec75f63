"""The independent reference: the rules of docs/explanation/model.md in NumPy, for tests only. It shares no code with the kernel."""
