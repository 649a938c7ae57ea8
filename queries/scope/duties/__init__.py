"""The duties to children on the tracker, under the filters and both clocks."""
