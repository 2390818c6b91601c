"""What the Makefile calls; a package, so that the tests can import it under a name that no wheel can take."""
