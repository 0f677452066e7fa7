"""From a company's own history to the numbers a scenario needs, each with its uncertainty.

Exports of a CRM, an order system and the books are read by a mapping (``ingest``) into a few canonical
tables (``tables``); ``quality`` says what is wrong with them and what that does to the answers; ``fits``
turns them into estimates; ``overlay`` writes the estimates as a file that a scenario can extend.
"""
