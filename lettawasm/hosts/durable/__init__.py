"""The host on Cloudflare Workers and on workerd: a space in a Durable Object, and the gateway before it."""
