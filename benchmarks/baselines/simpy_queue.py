"""One queue in SimPy as its users write it, a process per customer.

Arguments: customers, gap, service [day].
"""

import json
import random
import sys
import time
from collections.abc import Generator
from typing import Any

import simpy


class Shop:
    """A source of customers and one server."""

    def __init__(self, gap: float, service: float) -> None:
        self.environment = simpy.Environment()
        self.server = simpy.Resource(self.environment)
        self.stream = random.Random(1)
        self.gap, self.service = gap, service
        self.stay = 0.0

    def source(self, customers: int) -> Generator[Any, Any, None]:
        """Send the customers, one after the other."""
        for _ in range(customers):
            yield self.environment.timeout(self.stream.expovariate(1.0 / self.gap))
            self.environment.process(self.customer())

    def customer(self) -> Generator[Any, Any, None]:
        """Wait for the server, be served, leave."""
        arrived = self.environment.now
        with self.server.request() as turn:
            yield turn
            yield self.environment.timeout(self.stream.expovariate(1.0 / self.service))
        self.stay += self.environment.now - arrived


def main(customers: int, gap: float, service: float) -> None:
    """Time one run."""
    begin = time.process_time()
    shop = Shop(gap, service)
    shop.environment.process(shop.source(customers))
    shop.environment.run()
    seconds = time.process_time() - begin
    print(json.dumps({"seconds": seconds, "leads": customers, "stay": shop.stay / customers}))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
