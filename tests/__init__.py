"""Tests of Foresell, in levels: unit, property, equivalence, verification, recovery, architecture, real."""
