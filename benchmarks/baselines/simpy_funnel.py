"""The sales funnel in SimPy, as its users write it: a process per lead. Argument: leads in two years."""

import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Generator
from typing import Any

import simpy

DAYS, REPS, MAKERS = 730.0, 20, 3
PASSES = (0.55, 0.60, 0.65, 0.60, 0.50)
HOT, WARM, COLD = 0, 1, 2
SIGMA = 0.8

Life = Generator[Any, Any, None]


class Company:
    """Twenty reps, three makers, and counts of what happens."""

    def __init__(self, leads: int) -> None:
        self.environment = simpy.Environment()
        self.reps = [simpy.PriorityResource(self.environment) for _ in range(REPS)]
        self.makers = simpy.Resource(self.environment, MAKERS)
        self.stream = random.Random(1)
        self.count: Counter[str] = Counter()
        self.waited = 0.0
        self.rate = leads / DAYS
        self.patience = 1.5e5 / leads
        self.work = math.log(5973.0 / leads) - SIGMA**2 / 2
        self.making = math.log(29200.0 / leads) - SIGMA**2 / 2

    def source(self) -> Life:
        """Poisson arrivals with two seasons, by thinning."""
        most = 1.6 * self.rate
        while True:
            yield self.environment.timeout(self.stream.expovariate(most))
            now = self.environment.now
            season = 1.0 + 0.4 * math.sin(2 * math.pi * now / 365) + 0.2 * math.sin(2 * math.pi * now / 7)
            if self.stream.random() * most < season * self.rate:
                urgency = self.stream.choices((HOT, WARM, COLD), (0.2, 0.5, 0.3))[0]
                self.environment.process(self.lead(urgency, 0.0))

    def lead(self, urgency: int, delay: float) -> Life:
        """Five steps of work with thinking between them, then the order."""
        if delay > 0.0:
            yield self.environment.timeout(delay)
        self.count["leads"] += 1
        rep = self.reps[self.stream.randrange(REPS)]
        for step, chance in enumerate(PASSES):
            if step > 0:
                yield self.environment.timeout(self.stream.weibullvariate(4.0, 1.5))
                self.count["thought"] += 1
            with rep.request(priority=urgency) as turn:
                asked = self.environment.now
                yield turn | self.environment.timeout(self.stream.expovariate(1.0 / self.patience))
                if not turn.triggered:
                    self.count["cold"] += 1
                    return
                self.waited += self.environment.now - asked
                yield self.environment.timeout(self.stream.lognormvariate(self.work, SIGMA))
                self.count["worked"] += 1
            if self.stream.random() >= chance:
                return
        self.count["won"] += 1
        yield from self.order()

    def order(self) -> Life:
        """Make it, then renew once a year."""
        with self.makers.request() as turn:
            yield turn
            yield self.environment.timeout(self.stream.lognormvariate(self.making, SIGMA))
        self.count["delivered"] += 1
        while True:
            if self.stream.random() < 0.3:
                self.environment.process(self.lead(HOT, self.stream.expovariate(1.0 / 30.0)))
            yield self.environment.timeout(365.0)
            self.count["due"] += 1
            if self.stream.random() >= 0.8:
                return


def main(leads: int) -> None:
    """Time one run."""
    begin = time.process_time()
    company = Company(leads)
    company.environment.process(company.source())
    company.environment.run(until=DAYS)
    seconds = time.process_time() - begin
    print(json.dumps({"seconds": seconds, "waited": company.waited, **company.count}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
