"""Persons, random numbers, money and threads. Knows no model: only numpy, math and numba."""
