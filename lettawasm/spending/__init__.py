"""What models were asked for and what that cost, as far as prices are known."""
