"""The command line: one file a noun; a command parses, calls, renders. Nothing imports this package."""
