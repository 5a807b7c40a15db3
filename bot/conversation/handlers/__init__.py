"""Handlers: each replies to a message, or passes it on to the next one."""
