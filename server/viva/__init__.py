"""Viva, a mock interviewer for Generative AI."""
