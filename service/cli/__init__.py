"""The command line: one file per group of commands, each thin; what they do lives in the modules below."""
