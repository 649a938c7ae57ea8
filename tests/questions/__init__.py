"""Every question compared with its slow answer, and the filters, periods and lists."""
