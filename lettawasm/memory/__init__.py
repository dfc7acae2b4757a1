"""Core memory as text: how an edit changes it and how the prompt shows it. Pure; nothing here stores."""
