"""Programs that are wrong on purpose: a check that passes them checks nothing."""
