"""What is measured of answers, rankings and predictions: one file a family, plain Python in and out."""
