"""Screening, grading and urgency of leads."""

from typing import Self

from pydantic import Field, model_validator

from scenarios.schema.base import Section, evidence
from scenarios.schema.forms import Name
from scenarios.units import Duration


class Grades(Section):
    """Lowest score of each grade; what scores below C is D."""

    A: float = Field(default=0.75, ge=0, le=1)
    """Lowest score of an A lead [1]."""
    B: float = Field(default=0.55, ge=0, le=1)
    """Lowest score of a B lead [1]."""
    C: float = Field(default=0.35, ge=0, le=1)
    """Lowest score of a C lead [1]."""

    @model_validator(mode="after")
    def _falling(self) -> Self:
        if not self.A >= self.B >= self.C:
            raise ValueError("the scores must fall from A to C")
        return self


class Entry(Section):
    """Where each grade enters the sales process: a stage, or lost."""

    A: Name | None = None
    """Stage of A leads; the first stage when left out."""
    B: Name | None = None
    """Stage of B leads; where A leads go when left out."""
    C: Name | None = None
    """Stage of C leads; the stage `nurture` if there is one, else where B leads go."""
    D: Name = "lost"
    """Stage of D leads."""


class Urgency(Section):
    """Level added to the priority of work on a lead; 0 is served first."""

    A: int = Field(default=0, ge=0, le=7)
    """[level]"""
    B: int = Field(default=1, ge=0, le=7)
    """[level]"""
    C: int = Field(default=2, ge=0, le=7)
    """[level]"""
    D: int = Field(default=3, ge=0, le=7)
    """[level]"""


class Leads(Section):
    """What happens to a lead on arrival."""

    score_noise: float = Field(
        default=0.15,
        ge=0,
        le=1,
        json_schema_extra=evidence("assumption", "to be set from scores of won deals"),
    )
    """Standard deviation of the error with which screening sees an account's fit [1]."""
    grades: Grades = Grades()
    """Lowest score of each grade."""
    entry: Entry = Entry()
    """Stage that each grade enters."""
    urgency: Urgency = Urgency()
    """Level added to the priority of work, by grade."""
    sla: Duration = Field(
        default=1.0, json_schema_extra=evidence("survey", "F2: firms answer web leads in 42-47 h")
    )
    """Promised time to the first response [day]."""
