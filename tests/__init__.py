"""The tests of Viva; a package, so that `from tests.fakes import …` can find no other."""
