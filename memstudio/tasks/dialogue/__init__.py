"""Chats whose memory lasts: turns, going back to them, keeping them, and forgetting what they say."""
