"""Python packages as wheels: which of them a requirement means, where they are found, and what they require."""
