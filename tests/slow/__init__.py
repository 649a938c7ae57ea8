"""The slow answers: what every question must say, worked out in plain Python over lists."""
