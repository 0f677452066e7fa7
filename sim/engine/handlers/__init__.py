"""One step of the business per function, by area; the areas meet in the loop."""
