"""What a person can begin with. A test runs all of it, in this order."""

EXAMPLES = """\
lettawasm memory list                             # agents and their blocks
lettawasm memory edit human                       # in $EDITOR
lettawasm memory history human                    # what changed, when, by whom
lettawasm memory diff human                       # the newest change
lettawasm memory restore human --version 1        # asks, and can be undone
lettawasm memory search tea                       # blocks, passages, messages
lettawasm memory export -o sam.html --passphrase  # a page that shows itself
lettawasm memory import sam.html --passphrase     # shows what comes, and asks
"""
