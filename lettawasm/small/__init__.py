"""What lets a small model call tools: wrappers around a provider that are providers themselves.

`SchemaTools` puts the tools into the prompt and has the reply follow a schema; `RepairedCalls` finds calls that a
model wrote into its text; `wrapped` chooses. The loop knows of none of them.
"""
