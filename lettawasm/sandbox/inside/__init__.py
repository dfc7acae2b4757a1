"""What lies inside the sandbox, under a name of its own there: the standard library is all it may use.

It guards nothing, the sandbox does that. It sees to it that honest code finds what it needs, and that a person
understands what went wrong.
"""
