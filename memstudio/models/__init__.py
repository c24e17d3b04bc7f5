"""Where models come from, the devices they run on, and saving them."""
