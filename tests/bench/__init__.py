"""Benchmarks: ``make bench``. No test reads a time; the figures are printed and belong to the machine they ran on."""
