"""Know what a joint operation means; run without a web server."""
