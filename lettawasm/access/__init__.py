"""Who may ask: tokens of a space and what they allow, the guard before its API, and the gateway before all."""
