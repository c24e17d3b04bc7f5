"""Ways of using a model beside writing: searching, and answering from sources."""
