"""What the page of the monthly meeting draws."""
