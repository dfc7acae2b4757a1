"""Which of several models answers: the first that can, in the order that a person gave."""
