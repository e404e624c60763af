"""What both faces ask for: bidding, watching and selling."""
