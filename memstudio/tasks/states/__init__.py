"""Named memory states: keeping, finding and comparing them."""
