"""A server's way out: the providers it has keys for, what they may cost, and where requests may go at all."""
