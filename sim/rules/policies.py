"""What managers decide from the records they have."""

from sim.jit import rule


@rule
def budget_factor(wins: float, cost: float, mean_yield: float, step: float) -> float:
    """Relative change of a campaign's budget, by its customers per money against the mean.

    Half a customer is added to each campaign so that an unlucky month does not close a channel.

    Parameters
    ----------
    wins : [customer] customers won in the window
    cost : [cent] spend in the window
    mean_yield : [customer/cent] customers per money over all campaigns
    step : [1] largest relative change

    Examples
    --------
    >>> budget_factor(19.5, 100.0, 0.1, 0.2)
    1.2
    """
    if cost <= 0.0 or mean_yield <= 0.0:
        return 1.0
    ratio = (wins + 0.5) / cost / mean_yield
    return min(max(ratio, 1.0 - step), 1.0 + step)
