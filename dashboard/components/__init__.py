"""What several pages are put together from: the frame, the filter bar, panels and downloads."""
