"""What the SDK finds of this name on Cloudflare: the hooks by which it fits packages to a Worker's rules."""
