"""What a host hands in: the only modules that know where they run."""
