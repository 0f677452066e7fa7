"""One file per business area: what its leads, deals, orders, customers and people go through."""
