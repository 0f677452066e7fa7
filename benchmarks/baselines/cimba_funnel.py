"""The sales funnel in cimba: Python classes, compiled to its engine in C. Argument: leads in two years."""

import json
import math
import sys
import time
from typing import Any

import cimba
from cimba import random

COUNTS = ("leads", "worked", "cold", "won", "delivered", "due", "thought", "waited")
DAYS = 730.0


class Rep(cimba.Model):
    """One rep, who works for one lead at a time."""

    desk: cimba.Resource


class Company(cimba.Model):
    """Reps, makers, and counts of what happens."""

    rate: cimba.Param[float]
    patience: cimba.Param[float]
    work: cimba.Param[float]
    making: cimba.Param[float]
    reps: list[Rep]
    makers: cimba.Resource
    referred: cimba.Store[float]
    n_leads: float = 0.0
    n_worked: float = 0.0
    n_cold: float = 0.0
    n_won: float = 0.0
    n_delivered: float = 0.0
    n_due: float = 0.0
    n_thought: float = 0.0
    n_waited: float = 0.0
    leads: cimba.Output[float]
    worked: cimba.Output[float]
    cold: cimba.Output[float]
    won: cimba.Output[float]
    delivered: cimba.Output[float]
    due: cimba.Output[float]
    thought: cimba.Output[float]
    waited: cimba.Output[float]

    @cimba.process
    def source(self):
        """Poisson arrivals with two seasons, by thinning."""
        most = 1.6 * self.rate
        while True:
            cimba.hold(random.exponential(1.0 / most))
            now = cimba.now()
            season = 1.0 + 0.4 * math.sin(2 * math.pi * now / 365.0) + 0.2 * math.sin(2 * math.pi * now / 7.0)
            if random.uniform(0.0, 1.0) * most < season * self.rate:
                kind = random.uniform(0.0, 1.0)
                urgency = 0
                if kind >= 0.2:
                    urgency = -1
                if kind >= 0.7:
                    urgency = -2
                cimba.spawn(Lead, company=self, urgency=urgency, delay=0.0)

    @cimba.process
    def referrals(self):
        """Start referred leads; a lead that starts another one of its kind does not compile."""
        while True:
            later = self.referred.get()
            cimba.spawn(Lead, company=self, urgency=0, delay=later)

    @cimba.on_end
    def report(self):
        """Leave the counts."""
        self.leads = self.n_leads
        self.worked = self.n_worked
        self.cold = self.n_cold
        self.won = self.n_won
        self.delivered = self.n_delivered
        self.due = self.n_due
        self.thought = self.n_thought
        self.waited = self.n_waited


class Lead(cimba.Model):
    """One lead, from its arrival to its last renewal."""

    company: cimba.Ref[Company]
    urgency: int = 0
    delay: float = 0.0

    @cimba.process
    def life(self):  # noqa: C901, PLR0915 - one compiled process is one function
        """Five steps of work with thinking between them, then the order and its renewals."""
        if self.delay > 0.0:
            cimba.hold(self.delay)
        self.company.n_leads += 1.0
        rep = int(random.uniform(0.0, 20.0))
        step = 0
        alive = True
        while step < 5:
            if step > 0:
                cimba.hold(random.weibull(1.5, 4.0))
                self.company.n_thought += 1.0
            asked = cimba.now()
            cimba.this_process().timer_set(random.exponential(self.company.patience), 7)
            signal = self.company.reps[rep].desk.acquire(1, self.urgency)
            cimba.this_process().timers_clear()
            if signal != 0:
                self.company.n_cold += 1.0
                alive = False
                break
            self.company.n_waited += cimba.now() - asked
            cimba.hold(random.lognormal(self.company.work, 0.8))
            self.company.reps[rep].desk.release(1)
            self.company.n_worked += 1.0
            chance = 0.55
            if step == 1:
                chance = 0.60
            if step == 3:
                chance = 0.60
            if step == 2:
                chance = 0.65
            if step == 4:
                chance = 0.50
            if random.uniform(0.0, 1.0) >= chance:
                alive = False
                break
            step += 1
        if alive:
            self.company.n_won += 1.0
            self.company.makers.acquire(1)
            cimba.hold(random.lognormal(self.company.making, 0.8))
            self.company.makers.release(1)
            self.company.n_delivered += 1.0
            stays = True
            while stays:
                if random.uniform(0.0, 1.0) < 0.3:
                    self.company.referred.put(random.exponential(30.0))
                cimba.hold(365.0)
                self.company.n_due += 1.0
                stays = random.uniform(0.0, 1.0) < 0.8
        cimba.release(self)


def run(leads: int, seed: int) -> tuple[float, Any]:
    """Processor time of one run [s], and its outputs."""
    company = Company()
    company.rate, company.patience = leads / DAYS, 1.5e5 / leads
    company.work = math.log(5973.0 / leads) - 0.32
    company.making = math.log(29200.0 / leads) - 0.32
    company.reps = [Rep() for _ in range(20)]
    for rep in company.reps:
        rep.desk = cimba.Resource(capacity=1)
    company.makers = cimba.Resource(capacity=3)
    company.referred = cimba.Store()
    experiment = cimba.Experiment(company, replications=1, window=cimba.Window(duration=DAYS), seed=seed)
    begin = time.process_time()
    answer = experiment.run(workers=1)
    seconds = time.process_time() - begin
    if bool(answer.failed.any()):
        raise SystemExit(f"cimba gave up: {answer.failure_reasons.ravel()[0]}")
    return seconds, answer[company]


def main(leads: int) -> None:
    """Compile with a short run, then time."""
    run(1000, 1)
    seconds, found = run(leads, 2)
    counts = {name: float(getattr(found, name).values.ravel()[0]) for name in COUNTS}
    print(json.dumps({"seconds": seconds, **counts}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
