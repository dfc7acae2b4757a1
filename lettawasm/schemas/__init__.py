"""Values with Letta's field names, as its API speaks them. They validate; they know nothing of storage."""
