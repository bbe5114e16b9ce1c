"""What is promised about a person's safety and privacy, asked of a running Warmthread by HTTP and command line."""
