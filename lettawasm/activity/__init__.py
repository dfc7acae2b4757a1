"""What went on in a space: its runs with what they took, step by step, and what waits."""
