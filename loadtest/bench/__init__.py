"""`make bench`: the product and the baselines side by side in one run, and what is shown of it."""
