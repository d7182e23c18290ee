"""JCM Events: what happened at a meeting is entered once, and everything handed out is computed from it."""
