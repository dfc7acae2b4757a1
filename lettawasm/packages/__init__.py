"""Python packages as wheels: which of them a requirement means, where they are found, and what they require.

They are chosen here and not by micropip: that fetches from within the interpreter it installs into, where a sandbox
has no network, runs in no other Python than Pyodide, and looks for no older version when two requirements clash. What
comes from an index is checked by its hash and kept, so that it is there without a network.
"""
