"""Collections of documents that are searched: kept, cut into passages, and found again."""
