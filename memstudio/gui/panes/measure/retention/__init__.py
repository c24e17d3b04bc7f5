"""What a memory retains of one's own text: two pictures, numbers, probes, and a page to keep."""
