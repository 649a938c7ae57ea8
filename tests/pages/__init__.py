"""What pages show: views, charts, links, open tabs, and the whole in a browser."""
