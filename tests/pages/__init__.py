"""Pages: views, charts, links, open tabs, and the dashboard in a browser."""
