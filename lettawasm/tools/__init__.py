"""What an agent can do: schemas from signatures, the built-in tools, and answering a call."""
