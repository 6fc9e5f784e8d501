"""The commands of the command line, one module per theme: parse, call, print, exit code."""
