"""Every question against its slow answer, and the filters, periods and lists it keeps to."""
