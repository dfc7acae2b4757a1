"""Backups: everything that agents are and were, in one file, and back from it.

A backup's content is an agent file with what that has no words for: conversations, what no agent holds, and every
version of every object. It is written as JSON, as a page that shows and searches it (which may be locked with a
passphrase), or as Markdown, which people read and of which less can be brought back.
"""
