"""Memories here beside what somebody would take instead, in one run and in turns."""
