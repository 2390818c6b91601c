"""The program in a real browser."""
