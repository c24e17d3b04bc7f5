"""Tests of chats whose memory lasts."""
