"""Agents that work together: messages from one to another, groups, and the agent that tends another's memory."""
