"""Documents that people upload: the text in them, its pieces, and looking at it. Pure."""
