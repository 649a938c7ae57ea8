"""Every question against its slow answer, and the filters, periods and lists it keeps to."""

import os

IS_SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
"""Whether the long hunts run whole; otherwise, a fixed sample of them."""
