"""Fits by business area: tables in, estimates with intervals out."""
