"""Business rules: scalars in, scalar out, written once and used by both engines."""
