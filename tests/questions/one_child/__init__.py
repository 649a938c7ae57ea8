"""What is shown of one child agrees with its slow answer, and with the figures."""
