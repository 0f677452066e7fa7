"""One queue in cimba: Python classes, compiled to its engine in C.

Arguments: customers, gap, service [day].
"""

import json
import sys
import time

import cimba
from cimba import random


class Shop(cimba.Model):
    """A source of customers and one server, with a store of arrival times between them."""

    gap: cimba.Param[float]
    service: cimba.Param[float]
    customers: int = 0
    line: cimba.Store[float]
    stay: float = 0.0
    served: int = 0
    all_stay: cimba.Output[float]
    all_served: cimba.Output[float]

    @cimba.process
    def source(self):
        """Send the customers."""
        for _ in range(self.customers):
            cimba.hold(random.exponential(self.gap))
            self.line.put(cimba.now())

    @cimba.process
    def server(self):
        """Serve one after the other."""
        while True:
            arrived = self.line.get()
            cimba.hold(random.exponential(self.service))
            self.stay += cimba.now() - arrived
            self.served += 1

    @cimba.on_end
    def report(self):
        """Leave the sums."""
        self.all_stay = self.stay
        self.all_served = float(self.served)


def run(customers: int, gap: float, service: float, seed: int) -> tuple[float, float]:
    """Processor time of one run [s], and the mean time in the system [day]."""
    shop = Shop()
    shop.customers, shop.gap, shop.service = customers, gap, service
    shop.line = cimba.Store()
    experiment = cimba.Experiment(shop, replications=1, window=cimba.Window.until_idle(), seed=seed)
    begin = time.process_time()
    found = experiment.run(workers=1)[shop]
    seconds = time.process_time() - begin
    return seconds, float(found.all_stay.values.ravel()[0] / found.all_served.values.ravel()[0])


def main(customers: int, gap: float, service: float) -> None:
    """Compile with a short run, then time."""
    run(10, gap, service, 1)
    seconds, stay = run(customers, gap, service, 2)
    print(json.dumps({"seconds": seconds, "leads": customers, "stay": stay}))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
