"""What the benchmark starts and visits: our dashboard, the floor and the plain pages."""
