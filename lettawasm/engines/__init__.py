"""Models that run in the tab itself, each engine behind a port: wllama, WebLLM, and what the browser brings along."""
