"""Pages of the web, and where to find them: what agents read, written by nobody they know."""
