"""Can this model keep a memory? Fixed conversations, each in a space of its own, and a look at what came of them."""
