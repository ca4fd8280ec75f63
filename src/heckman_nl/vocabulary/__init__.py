"""The words of the model: state fields, random decisions, channels, ledger lines, parties, units, grades.

Kernel, oracle, interventions and reports all import these and nothing else of each other. A new concept starts with a
new word here. NumPy only.
"""
