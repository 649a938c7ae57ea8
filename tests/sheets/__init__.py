"""What every sheet declares, and the steps that make one complete."""
